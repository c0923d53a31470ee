import { type ApiKey, bearerHeaders, pageFetch } from '@sagellm-benchmark/clients/endpoint'
import type { Clock, RunPlan } from '@sagellm-benchmark/protocol-types'
import { endpointOptions } from '@sagellm-benchmark/runner/targets'

type EndpointTarget = Extract<RunPlan['target'], { kind: 'endpoint' }>

/** When a server answered, on the clock of the records. */
export type ReadyStamps = {
  readonly listeningAt: number
  /** `null`: its list of models is refused or missing, so that only a request can show that it is ready. */
  readonly readyAt: number | null
  /** The last look before; `null`: it was ready at the first. */
  readonly notReadyAt: number | null
}

export type WatchReadyOptions = {
  readonly apiKey: ApiKey | null
  readonly clock: Clock
  /** Between the end of a look and the next, ms. */
  readonly pollMs: number
  readonly signal: AbortSignal
}

/** A server that takes the connection and is silent is asked again. */
const LOOK_MS = 5000
/** The server, or a proxy before it, says that it is not there yet. */
const notYet = new Set([408, 425, 429, 500, 502, 503, 504])

/**
 * Asks a server for its list of models until it answers with success, which engines do once their model is loaded. No request is sent, so
 * that the first one is still the first.
 *
 * @throws the reason of `signal` where that ends the wait.
 */
export async function watchReady(
  target: EndpointTarget,
  { apiKey, clock, pollMs, signal }: WatchReadyOptions,
): Promise<ReadyStamps> {
  const fetch = pageFetch(endpointOptions(target, { apiKey, clock }))
  const look = async (): Promise<number | null> => {
    try {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(LOOK_MS)])
      const headers = bearerHeaders(target.headers, apiKey)
      const response = await fetch(`${target.url}/models`, { headers, redirect: 'manual', signal: limit })
      await response.body?.cancel().catch(() => {})
      return response.status
    } catch {
      return null
    }
  }
  let listeningAt: number | null = null
  let notReadyAt: number | null = null
  for (;;) {
    signal.throwIfAborted()
    const askedAt = clock.now()
    const status = await look()
    const now = clock.now()
    if (status !== null) listeningAt ??= now
    if (status !== null && !notYet.has(status))
      return { listeningAt: listeningAt ?? now, readyAt: status >= 200 && status < 300 ? now : null, notReadyAt }
    notReadyAt = askedAt
    await new Promise<void>((resolve) => void clock.setTimer(pollMs, resolve))
  }
}
