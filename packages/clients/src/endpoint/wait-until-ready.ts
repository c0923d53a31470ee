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
 * Waits until a server can really serve: `/health` answers 2xx (a server without it is taken where `/v1/models` answers), then
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
      const patience = { timeoutMs: Math.max(1000, startedAt + timeoutMs - clock.now()), ...(signal ? { signal } : {}) }
      const found = await probe(endpoint, patience)
      const trial = found.ready ? await tryRequest(endpoint, options.model ?? null, api, patience) : null
      if (trial?.ready) {
        return { model: trial.model, waitedMs: clock.now() - startedAt, healthChecked: found.healthChecked }
      }
      const problem = trial ?? found
      if (problem.final) throw unavailable(endpoint, problem)
      if (clock.now() - startedAt + pollMs > timeoutMs) throw notReady(endpoint, timeoutMs, problem.step)
      await clock.sleepUntil(clock.now() + pollMs, signal)
    }
  } finally {
    await endpoint.close()
  }
}

type Step = {
  readonly ready: boolean
  /** Waiting does not cure it. */
  readonly final: boolean
  readonly step: string
  readonly healthChecked: boolean
  /** What helps, where that is known. */
  readonly remedy?: string | null
}

/** How long one step may take: what is left of the whole wait. */
type Patience = { readonly timeoutMs: number; readonly signal?: AbortSignal }

const MAX_PROBE_MS = 10_000
const MAX_TRIAL_MS = 60_000

async function probe(endpoint: Endpoint, { timeoutMs, signal }: Patience): Promise<Step> {
  const watch = { timeoutMs: Math.min(MAX_PROBE_MS, timeoutMs), ...(signal ? { signal } : {}) }
  const health = await endpoint.call({ route: '/health', ...watch })
  // No certificate becomes good by waiting.
  if (health.remedy !== null)
    return { ready: false, final: true, step: `/health ${show(health)}`, healthChecked: false, remedy: health.remedy }
  const healthChecked = health.status !== null && health.status >= 200 && health.status < 300
  if (!healthChecked && !hasNoHealthRoute(health.status)) {
    return { ready: false, final: false, step: `/health ${show(health)}`, healthChecked }
  }
  const models = await endpoint.call({ route: '/models', under: 'base', ...watch })
  const refused = models.status === 401 || models.status === 403
  const list = ModelList.safeParse(models.json)
  const listed = models.status === 200 && list.success
  // A gateway whose engines have not come up yet lists nothing.
  const ready = listed && list.data.data.length > 0
  const step = listed && !ready ? '/models lists no model' : `/models ${show(models)}`
  return { ready, final: refused, step, healthChecked }
}

/** Gateways guard or lack routes they do not know; `/v1/models` then decides, which needs the same key. */
function hasNoHealthRoute(status: number | null): boolean {
  return status !== null && [401, 403, 404, 405].includes(status)
}

async function tryRequest(
  endpoint: Endpoint,
  wanted: string | null,
  api: 'chat' | 'completions',
  { timeoutMs, signal }: Patience,
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
    timeoutMs: Math.min(MAX_TRIAL_MS, timeoutMs),
    ...(signal ? { signal } : {}),
  })
  const status = answer.status
  const final = status !== null && status >= 400 && status < 500 && ![408, 425, 429].includes(status)
  return { ready: status === 200, final, step: `the trial request ${show(answer)}`, healthChecked: true, model }
}

function show({ status, errorMessage }: CallAnswer): string {
  return status === null ? `gave no answer (${errorMessage})` : `answered ${status}`
}

function unavailable(endpoint: Endpoint, { step, remedy }: Step): BenchError {
  return new BenchError('unavailable', `${endpoint.url} cannot be measured: ${step}`, {
    hint: remedy ?? 'check the API key, the base URL and the model',
  })
}

function notReady(endpoint: Endpoint, timeoutMs: number, step: string): BenchError {
  return new BenchError('deadline_exceeded', `${endpoint.url} was not ready within ${timeoutMs / 1000} s: ${step}`, {
    hint: 'check that the server is up, or wait longer',
  })
}
