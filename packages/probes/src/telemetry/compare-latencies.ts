import type { LatencyCheck, ServerTelemetry } from '@sagellm-benchmark/protocol-types/telemetry'

/** What the client measured of one latency: METRICS.md `ttft_ms`, `tbt_ms` (token-weighted), `e2e_latency_ms`. */
type ClientLatency = { readonly meanMs: number | null; readonly n: number }

export type CompareLatenciesOptions = {
  readonly server: ServerTelemetry
  readonly client: Readonly<Partial<Record<'ttft' | 'itl' | 'e2e', ClientLatency>>>
  /** Relative difference of the means that is still agreement. @default 0.1 */
  readonly tolerance?: number
  /** Absolute difference that is always agreement: network and front end, ms. @default 5 */
  readonly toleranceMs?: number
}

/**
 * The server's own latency histograms held against the client's stamps. The server does not see the network and the client
 * does not see inside, so the client may be slower by a little; a server that claims to be slower than what the client saw,
 * or a client that is much slower, says that one of the two measured something else.
 *
 * Means are compared, because means come out of a histogram exactly and quantiles do not.
 *
 * @returns one check for each latency that either side knows; `not_comparable` where one side or the same requests are missing.
 */
export function compareLatencies({
  server,
  client,
  tolerance = 0.1,
  toleranceMs = 5,
}: CompareLatenciesOptions): LatencyCheck[] {
  return (['ttft', 'itl', 'e2e'] as const).flatMap((latency): LatencyCheck[] => {
    const theirs = server.latencies[latency]
    const ours = client[latency]
    if (!theirs && !ours) return []
    const clientMeanMs = ours?.meanMs ?? null
    const serverMeanMs = theirs?.meanMs ?? null
    const facts = { latency, clientMeanMs, serverMeanMs, clientN: ours?.n ?? 0, serverN: theirs?.count ?? 0 }
    if (clientMeanMs === null || serverMeanMs === null) {
      const side = clientMeanMs === null ? 'client' : 'server'
      return [{ ...facts, differenceMs: null, verdict: 'not_comparable', message: `the ${side} has no ${latency}` }]
    }
    const differenceMs = clientMeanMs - serverMeanMs
    const allowed = Math.max(toleranceMs, tolerance * Math.max(clientMeanMs, serverMeanMs))
    // Counts of tokens differ by held-back pieces; counts of requests are exact.
    if (latency !== 'itl' && facts.clientN !== facts.serverN) {
      const message = `the server counted ${facts.serverN} requests, the client ${facts.clientN}: not the same requests`
      return [{ ...facts, differenceMs, verdict: 'not_comparable', message }]
    }
    if (Math.abs(differenceMs) <= allowed)
      return [{ ...facts, differenceMs, verdict: 'agrees', message: agreement(differenceMs, allowed) }]
    return differenceMs > 0
      ? [
          {
            ...facts,
            differenceMs,
            verdict: 'client_higher',
            message: 'time is spent outside the engine: network, front end, or a busy client',
          },
        ]
      : [
          {
            ...facts,
            differenceMs,
            verdict: 'server_higher',
            message: 'the server claims more than the client saw: the two define it differently',
          },
        ]
  })
}

function agreement(differenceMs: number, allowed: number): string {
  return `the means differ by ${Math.abs(differenceMs).toFixed(1)} ms; up to ${allowed.toFixed(1)} ms, for network and front end, count as agreement`
}
