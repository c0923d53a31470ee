import { BenchError } from '@sagellm-benchmark/protocol-types'
import { ModelList } from '@sagellm-benchmark/protocol-types/openai'
import { discoverModelOf } from './discover-model.js'
import { createEndpoint, type Endpoint, type EndpointOptions } from './endpoint.js'
import type { CallAnswer } from './call.js'

export type ReadinessOptions = EndpointOptions & {
  /** The model for the trial request. @default the one that is served */
  readonly model?: string | null
  /** @default 'chat' */
  readonly api?: 'chat' | 'completions'
  /** How long to wait for the server, ms. @default 30000 */
  readonly timeoutMs?: number
  /** Pause between tries, ms. @default 500 */
  readonly pollMs?: number
  readonly signal?: AbortSignal
}

/** When the server was found ready, and how. */
export type Readiness = {
  readonly model: string
  readonly waitedMs: number
  /** `false` where it has no `/health`. */
  readonly healthChecked: boolean
}

/**
 * Waits until a server can really serve: `/health` answers 2xx (a 404 is taken only where `/v1/models` answers), then
 * `/v1/models`, then one real request of one token.
 *
 * @throws BenchError `deadline_exceeded` naming the step that did not pass; `unavailable` where the key is refused or the
 *   trial request fails for a reason that waiting does not cure; `not_found` for a model that is not served.
 */
export async function waitUntilReady(options: ReadinessOptions): Promise<Readiness> {
  const { timeoutMs = 30_000, pollMs = 500, api = 'chat', signal } = options
  const endpoint = createEndpoint(options)
  const { clock } = endpoint
  const startedAt = clock.now()
  try {
    for (;;) {
      signal?.throwIfAborted()
      const found = await probe(endpoint, signal)
      const trial = found.ready ? await tryRequest(endpoint, options.model ?? null, api, signal) : null
      if (trial?.ready) {
        return { model: trial.model, waitedMs: clock.now() - startedAt, healthChecked: found.healthChecked }
      }
      const problem = trial ?? found
      if (problem.final) throw unavailable(endpoint, problem.step)
      if (clock.now() - startedAt + pollMs > timeoutMs) throw notReady(endpoint, timeoutMs, problem.step)
      await clock.sleepUntil(clock.now() + pollMs, signal)
    }
  } finally {
    await endpoint.close()
  }
}

type Step = { readonly ready: boolean; readonly final: boolean; readonly step: string; readonly healthChecked: boolean }

async function probe(endpoint: Endpoint, signal?: AbortSignal): Promise<Step> {
  const watch = signal ? { signal } : {}
  const health = await endpoint.call({ route: '/health', ...watch })
  const healthy = health.status !== null && health.status >= 200 && health.status < 300
  const healthChecked = healthy
  if (!healthy && health.status !== 404) {
    return { ready: false, final: false, step: `/health ${show(health)}`, healthChecked }
  }
  const models = await endpoint.call({ route: '/models', under: 'base', ...watch })
  const refused = models.status === 401 || models.status === 403
  const ready = models.status === 200 && ModelList.safeParse(models.json).success
  return { ready, final: refused, step: `/models ${show(models)}`, healthChecked }
}

async function tryRequest(
  endpoint: Endpoint,
  wanted: string | null,
  api: 'chat' | 'completions',
  signal?: AbortSignal,
): Promise<Step & { readonly model: string }> {
  const { model } = await discoverModelOf(endpoint, wanted, signal)
  const answer = await endpoint.call({
    method: 'POST',
    route: api === 'chat' ? '/chat/completions' : '/completions',
    under: 'base',
    body:
      api === 'chat'
        ? { model, messages: [{ role: 'user', content: 'Hello' }], max_tokens: 1 }
        : { model, prompt: 'Hello', max_tokens: 1 },
    timeoutMs: 60_000,
    ...(signal ? { signal } : {}),
  })
  const status = answer.status
  const final = status !== null && status >= 400 && status < 500 && status !== 408 && status !== 429
  return { ready: status === 200, final, step: `the trial request ${show(answer)}`, healthChecked: true, model }
}

function show({ status, errorMessage }: CallAnswer): string {
  return status === null ? `gave no answer (${errorMessage})` : `answered ${status}`
}

function unavailable(endpoint: Endpoint, step: string): BenchError {
  return new BenchError('unavailable', `${endpoint.url} cannot be measured: ${step}`, {
    hint: 'check the API key, the base URL and the model',
  })
}

function notReady(endpoint: Endpoint, timeoutMs: number, step: string): BenchError {
  return new BenchError('deadline_exceeded', `${endpoint.url} was not ready within ${timeoutMs / 1000} s: ${step}`, {
    hint: 'check that the server is up, or wait longer',
  })
}
