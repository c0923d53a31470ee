import { readModelList } from '@sagellm-benchmark/protocol-types/openai'
import { createEndpoint, type EndpointOptions } from './endpoint.js'

/**
 * The ids of all models that a server lists.
 *
 * @returns none where it lists none; `null` where it does not answer.
 */
export async function listModels(options: EndpointOptions): Promise<string[] | null> {
  const endpoint = createEndpoint(options)
  try {
    const models = await endpoint.call({ route: '/models', under: 'base' })
    if (models.status === null) return null
    return models.status === 200 ? (readModelList(models.json) ?? []).map(({ id }) => id) : []
  } finally {
    await endpoint.close()
  }
}
