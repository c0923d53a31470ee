import { requestMetrics } from '@sagellm-benchmark/metrics'
import { compareLatencies, reconcileCounts } from '@sagellm-benchmark/probes/telemetry'
import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { contradictsChunks, withoutChunkCounts } from '@sagellm-benchmark/protocol-types/records'
import type { ServerChecks } from '@sagellm-benchmark/protocol-types/validation'
import type { ServerTelemetry } from '@sagellm-benchmark/protocol-types/telemetry'

/** What the client saw of one target between the two snapshots, as far as a server counts the same. */
export interface ClientTally {
  /** Records of other phases are ignored. */
  add(record: RequestRecord): void
  /** The server's own numbers held against it; `null` where the server has none. */
  against(server: ServerTelemetry): ServerChecks | null
}

type Sum = { total: number; n: number }

/**
 * A tally of nothing yet. One answer that contradicts the proof that a chunk is a token takes the counts by chunks from all, those before it
 * included, so that everything is summed twice: as counted, and without what chunks say.
 */
export function createClientTally(): ClientTally {
  const [counted, uncounted] = [createSums(), createSums()]
  let contradicted = false
  return {
    add(record) {
      contradicted ||= contradictsChunks(record)
      counted.add(record)
      uncounted.add(withoutChunkCounts(record))
    },
    against: (server) => (contradicted ? uncounted : counted).against(server),
  }
}

/** Answered requests only: a server does not count what failed on the way. */
function createSums(): ClientTally {
  const sums = { ttft: empty(), itl: empty(), e2e: empty() }
  const counts = { requests: 0, promptTokens: 0 as number | null, outputTokens: 0 as number | null }

  return {
    add(record) {
      if (record.phase !== 'measured' || record.errorClass !== null) return
      const { ttftMs, tbtMs, e2eLatencyMs } = requestMetrics(record)
      counts.requests += 1
      counts.promptTokens = plus(counts.promptTokens, record.promptTokens)
      counts.outputTokens = plus(counts.outputTokens, record.outputTokens)
      put(sums.ttft, ttftMs, 1)
      put(sums.e2e, e2eLatencyMs, 1)
      // A server adds every gap to its histogram, so a long answer has more weight.
      put(sums.itl, tbtMs, (record.outputTokens ?? 1) - 1)
    },
    against(server) {
      const client = { ttft: meanOf(sums.ttft), itl: meanOf(sums.itl), e2e: meanOf(sums.e2e) }
      const latencies = compareLatencies({ server, client }).filter(({ serverMeanMs }) => serverMeanMs !== null)
      const checks = reconcileCounts(server, counts).filter((each) => each.server !== null)
      return latencies.length + checks.length === 0 ? null : { latencies, counts: checks }
    },
  }
}

function empty(): Sum {
  return { total: 0, n: 0 }
}

function put(sum: Sum, value: number | null, weight: number): void {
  if (value === null || weight <= 0) return
  sum.total += value * weight
  sum.n += weight
}

function meanOf({ total, n }: Sum): { meanMs: number | null; n: number } {
  return { meanMs: n === 0 ? null : total / n, n }
}

function plus(total: number | null, value: number | null): number | null {
  return total === null || value === null ? null : total + value
}
