import type { CountCheck, ServerTelemetry } from '@sagellm-benchmark/protocol-types/telemetry'

/** What the client counted between the two metrics pages, warm-up included if it lay between them. `null` = not known. */
export type ClientCounts = {
  readonly requests: number
  /** Where a server may count more for these very requests: retries, failures, one for each choice. @default requests */
  readonly requestsAtMost?: number
  readonly promptTokens: number | null
  readonly outputTokens: number | null
}

/**
 * Requests and tokens of the client beside the growth of the server's own counters. A surplus at the server means that it
 * also did something else (other traffic, warm-up, retries); a deficit, that counts are wrong or something was cached away.
 *
 * @example reconcileCounts(telemetry, { requests: 10, promptTokens: 320, outputTokens: 640 })[0]?.verdict // 'equal'
 */
export function reconcileCounts(server: Pick<ServerTelemetry, 'counters'>, client: ClientCounts): CountCheck[] {
  const pairs = [
    ['requests', client.requests, server.counters.requests?.delta, client.requestsAtMost],
    ['prompt_tokens', client.promptTokens, server.counters.prompt_tokens?.delta],
    ['output_tokens', client.outputTokens, server.counters.generation_tokens?.delta],
  ] as const
  return pairs.map(([quantity, least, theirs, most]): CountCheck => {
    if (least === null || theirs === null || theirs === undefined) {
      const side = least === null ? 'client' : 'server'
      const facts = { quantity, client: least, server: theirs ?? null }
      return { ...facts, surplus: null, verdict: 'unknown', message: `the ${side} has no count of ${quantity}` }
    }
    const ours = Math.min(Math.max(theirs, least), Math.max(most ?? least, least))
    const facts = { quantity, client: ours, server: theirs }
    const surplus = theirs - ours
    if (surplus === 0) return { ...facts, surplus, verdict: 'equal', message: 'both counted the same' }
    return surplus > 0
      ? {
          ...facts,
          surplus,
          verdict: 'server_more',
          message: 'other traffic, warm-up or retries between the two pages',
        }
      : { ...facts, surplus, verdict: 'server_less', message: 'the server counted less than it sent' }
  })
}
