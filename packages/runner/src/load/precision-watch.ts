import { roundStatistics } from '@sagellm-benchmark/metrics'
import { mean, type Precision, precisionLooks, precisionOf } from '@sagellm-benchmark/metrics/statistics'
import type { Clock, RequestRecord, RunPlan, WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import type { PrecisionFinding } from '@sagellm-benchmark/protocol-types/loads'
import type { LoadKind } from '@sagellm-benchmark/protocol-types/loads'

/** Watches whether the figure of a `--until-precise` is known well enough. */
export interface PrecisionWatch {
  /** Aborted when no further request may start. */
  readonly signal: AbortSignal
  add(record: RequestRecord): void
  /** The result over the rounds that were measured whole; other rounds do not count. */
  finding(): PrecisionFinding
}

export type PrecisionWatchOptions = {
  readonly plan: RunPlan
  readonly workload: WorkloadPlan
  readonly loadKind: LoadKind
  readonly clock: Clock
}

/** @returns `null` where the plan does not ask for it. */
export function createPrecisionWatch(options: PrecisionWatchOptions): PrecisionWatch | null {
  const { plan, workload, loadKind, clock } = options
  const wish = plan.untilPrecise
  if (wish === null) return null
  const { metric, target, maxMinutes } = wish
  const controller = new AbortController()
  const looks = precisionLooks(plan.rounds)
  const open = new Map<number, RequestRecord[]>()
  const whole = new Map<number, RequestRecord[]>()
  const values: number[] = []
  let begunAt: number | null = null
  let rounds = 0
  let ended: PrecisionFinding['ended'] = 'stopped'
  let seen: Precision | null = null

  /** Rounds count in their order: one that is whole waits for those before it. */
  function takeWhole(): void {
    for (let next = whole.get(rounds); next; next = whole.get(rounds)) {
      whole.delete(rounds)
      rounds++
      const [statistics] = roundStatistics(next, {
        window: loadKind.window === 'batch' ? 'batch' : 'rounds',
        serviceLevels: plan.serviceLevels,
      })
      const value = statistics?.figures[metric as keyof typeof statistics.figures]
      if (typeof value === 'number') values.push(value)
      judge()
      if (controller.signal.aborted) return
    }
  }

  function judge(): void {
    const alpha = looks.find((each) => each.rounds === rounds)?.alpha
    if (alpha !== undefined) seen = precisionOf(values, { target, alpha })
    if (alpha !== undefined && seen !== null && seen.halfWidth <= target) end('precise')
    else if (rounds === plan.rounds) ended = 'rounds'
    else if (begunAt !== null && clock.now() - begunAt >= maxMinutes * 60_000) end('time')
  }

  function end(reason: PrecisionFinding['ended']): void {
    ended = reason
    controller.abort(reason)
  }

  return {
    signal: controller.signal,
    add(record) {
      if (record.phase !== 'measured' || controller.signal.aborted) return
      begunAt ??= clock.now()
      const own = open.get(record.round) ?? []
      open.set(record.round, own)
      own.push(record)
      if (own.length < workload.requests) return
      open.delete(record.round)
      whole.set(record.round, own)
      takeWhole()
    },
    finding() {
      // A run that ended between two looks is judged with the share of the 5 % that the next look would have had.
      const next = looks.find((each) => each.rounds >= rounds) ?? looks.at(-1)
      const last = ended === 'precise' ? seen : precisionOf(values, { target, alpha: next?.alpha ?? 0.05 })
      return {
        metric,
        target,
        ended,
        rounds,
        // A mean of 0 has no relative precision, but is reported too.
        value: last?.value ?? (mean(values) === 0 ? 0 : null),
        low: last?.low ?? null,
        high: last?.high ?? null,
        halfWidth: last?.halfWidth ?? null,
        roundsNeeded: last?.roundsNeeded ?? null,
        correlation: last?.correlation ?? null,
        drift: last?.drift ?? null,
      }
    },
  }
}
