import { percentile, requestMetrics } from '@sagellm-benchmark/metrics'
import type { Clock } from '@sagellm-benchmark/protocol-types'
import type { RunObserver } from '@sagellm-benchmark/runner'

/** The last seconds of a run, oldest first. `null`: nothing ended in that second. */
export type TrendSnapshot = {
  readonly ttftP50Ms: readonly (number | null)[]
  readonly outputTokensPerSecond: readonly (number | null)[]
  /** Over all of these seconds. */
  readonly ttftMs: { readonly p50: number; readonly p99: number } | null
}

export interface Trend extends RunObserver {
  snapshot(): TrendSnapshot
}

type Second = { readonly at: number; readonly ttftMs: number[]; tokens: number }

const seconds = 12

/** Of one second: enough for its percentiles, few enough for any load. */
const maxSamplesPerSecond = 500

/** Watches the pace of a run over its last seconds, in bounded memory. Seconds without an ended request are gaps. */
export function createTrend(clock: Clock): Trend {
  let kept: Second[] = []

  const now = () => Math.floor(clock.now() / 1000)
  const current = (): Second => {
    const at = now()
    const last = kept.at(-1)
    if (last?.at === at) return last
    const made: Second = { at, ttftMs: [], tokens: 0 }
    kept = [...kept.filter((each) => each.at > at - seconds), made]
    return made
  }

  return {
    onWorkloadStart() {
      kept = []
    },
    onRecord(record) {
      if (record.phase === 'warmup') return
      const second = current()
      const { ttftMs } = requestMetrics(record)
      if (ttftMs !== null && second.ttftMs.length < maxSamplesPerSecond) second.ttftMs.push(ttftMs)
      second.tokens += record.errorClass === null ? (record.outputTokens ?? 0) : 0
    },
    snapshot() {
      const end = now()
      const recent = kept.filter((each) => each.at > end - seconds)
      const first = recent[0]?.at ?? end
      const line = Array.from({ length: end - first + 1 }, (_, at) => recent.find((each) => each.at === first + at))
      const all = recent.flatMap((each) => each.ttftMs).sort((a, b) => a - b)
      const p50 = percentile(all, 0.5)
      const p99 = percentile(all, 0.99)
      return {
        ttftP50Ms: line.map((each) =>
          each
            ? percentile(
                [...each.ttftMs].sort((a, b) => a - b),
                0.5,
              )
            : null,
        ),
        outputTokensPerSecond: line.map((each) => each?.tokens ?? null),
        ttftMs: p50 === null || p99 === null ? null : { p50, p99 },
      }
    },
  }
}
