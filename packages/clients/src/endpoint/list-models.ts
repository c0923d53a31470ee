import { readModelList } from '@sagellm-benchmark/protocol-types/openai'
import { modelOfInfo } from './discover-model.js'
import { createEndpoint, type EndpointOptions } from './endpoint.js'

/**
 * The ids of the models that a server may be asked for: all that it lists, or the one of them that its `/info` names, as
 * `discoverModel` takes it.
 *
 * @returns none where it names none; `null` where it does not answer.
 */
export async function listModels(options: EndpointOptions): Promise<string[] | null> {
  const endpoint = createEndpoint(options)
  try {
    const models = await endpoint.call({ route: '/models', under: 'base' })
    if (models.status === null) return null
    const ids = models.status === 200 ? (readModelList(models.json) ?? []).map(({ id }) => id) : []
    if (ids.length === 1) return ids
    const info = await endpoint.call({ route: '/info' })
    const informed = info.status === 200 ? modelOfInfo(info.json) : null
    return informed !== null && (ids.length === 0 || ids.includes(informed)) ? [informed] : ids
  } finally {
    await endpoint.close()
  }
}
