import { readModelList } from '@sagellm-benchmark/protocol-types/openai'
import { createEndpoint, type Endpoint, type EndpointOptions } from '../endpoint/endpoint.js'
import type { Dialect, ServerEvidence } from './define-dialect.js'
import { dialects } from './dialects.js'
import { openai } from './openai.js'
import { learnPatience, patienceFor } from './silent-routes.js'

export type DetectDialectOptions = EndpointOptions & {
  /** Dialects beside those of the package, asked first. @default [] */
  readonly dialects?: readonly Dialect[]
}

/**
 * Finds out which engine answers at a URL, from what only that engine says. A server that says nothing, or answers any route
 * whatever, is plain `openai`.
 *
 * @example (await detectDialect({ url: 'http://127.0.0.1:8000/v1' })).name // 'vllm'
 */
export async function detectDialect(options: DetectDialectOptions): Promise<Dialect> {
  const endpoint = createEndpoint(options)
  try {
    return await detectDialectOf(endpoint, { own: options.dialects })
  } finally {
    await endpoint.close()
  }
}

/** The same over an endpoint that is already open. */
export async function detectDialectOf(
  endpoint: Endpoint,
  { own = [], signal }: { readonly own?: readonly Dialect[] | undefined; readonly signal?: AbortSignal | undefined },
): Promise<Dialect> {
  const evidence = await gatherEvidence(endpoint, signal)
  return [...own, ...dialects].find((dialect) => dialect.recognize(evidence)) ?? openai
}

/** No engine has this route: one that answers it answers all, and its other answers say nothing of it. */
export const NOWHERE = '/sagellm-benchmark/no-such-route'

const noEvidence = {
  info: null,
  version: null,
  serverInfo: null,
  props: null,
  ollamaVersion: null,
  ollamaTags: null,
} as const

async function gatherEvidence(endpoint: Endpoint, signal?: AbortSignal): Promise<ServerEvidence> {
  // The questions listen to a signal of their own: one with many listeners, as of several replicas, is taken for a leak.
  const watch = signal ? { signal: AbortSignal.any([signal]) } : {}
  const models = await endpoint.call({ route: '/models', under: 'base', timeoutMs: 5000, ...watch })
  const ownedBy = readModelList(models.json)?.[0]?.owned_by?.toLowerCase() ?? null

  const ask = async (route: string): Promise<unknown> => {
    const answer = await endpoint.call({ route, timeoutMs: patienceFor(endpoint.url, route), ...watch })
    learnPatience(endpoint.url, route, answer)
    return answer.status === 200 && answer.json !== undefined ? answer.json : null
  }
  const [nowhere, info, version, serverInfo, props, ollamaVersion] = await Promise.all(
    [NOWHERE, '/info', '/version', '/get_server_info', '/props', '/api/version'].map(ask),
  )
  const about = { ownedBy, headers: models.headers }
  if (nowhere !== null) return { ...about, ...noEvidence }
  const ollamaTags = ollamaVersion === null ? null : await ask('/api/tags')
  return { ...about, info, version, serverInfo, props, ollamaVersion, ollamaTags }
}
