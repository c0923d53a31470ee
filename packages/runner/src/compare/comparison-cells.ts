import type { WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import { comparedLoads, type ComparisonPlan, requestsOfRound } from '@sagellm-benchmark/protocol-types/comparison'
import { loadKindOf } from '@sagellm-benchmark/protocol-types/loads'
import { defaultRounds, type SequentialLook, sequentialLooks } from '@sagellm-benchmark/metrics/comparison'

/** One scenario under one load: measured, judged and reported by itself. */
export type ComparisonCell = {
  /** Its name in the records: `short_b4`, `short_poisson_4_s`. */
  readonly name: string
  readonly scenario: string
  /** Of a batch; else `null`. */
  readonly batchSize: number | null
  /** Label of a load that is no batch; `null`: a batch of `batchSize`. */
  readonly load: string | null
  /** Requests that a closed loop keeps in flight; `null`: a batch of `batchSize`, or arrivals decide, or its places are of sessions. */
  readonly inFlight: number | null
  /** Requests of one round, and how they are sent. */
  readonly workload: WorkloadPlan
  /** What counts as measured time of a round. */
  readonly window: 'batch' | 'rounds'
  /** Max rounds: it ends there in any case. */
  readonly maxRounds: number
  /** When it is judged; the last at `maxRounds`. */
  readonly looks: readonly SequentialLook[]
}

/** The cells of a plan, scenario by scenario. */
export function comparisonCells(plan: ComparisonPlan): ComparisonCell[] {
  return plan.scenarios.flatMap((scenario) =>
    comparedLoads(plan).map(({ load, label, batchSize, slug }): ComparisonCell => {
      const kind = loadKindOf(load)
      const name = `${scenario.name}_${slug}`
      const { sessions = null, sessionTurns } = scenario
      // A round of sessions has all of them, under every load.
      const requests =
        sessions === null ? requestsOfRound(load, plan.requestsPerRound) : (sessionTurns?.[name] ?? sessions)
      const maxRounds = plan.rounds === 'auto' ? (plan.maxRounds ?? defaultRounds(requests)) : plan.rounds
      return {
        name,
        scenario: scenario.name,
        batchSize,
        load: batchSize === null ? label : null,
        inFlight: kind.drive === 'slots' && sessions === null ? kind.places(load) : null,
        workload: { ...scenario, name, requests, load },
        window: batchSize === null ? 'rounds' : 'batch',
        maxRounds,
        looks:
          plan.rounds === 'auto' && maxRounds >= 5
            ? sequentialLooks({ maxRounds })
            : [{ rounds: maxRounds, alpha: 0.05 }],
      }
    }),
  )
}

/** Passes over all cells that a whole comparison takes. */
const PASSES = 24

/**
 * The rounds of a cell that belong to one pass. All cells advance together, so that a budget that ends early, or a machine that
 * drifts, meets all of them alike.
 */
export function roundsOfPass({ maxRounds }: ComparisonCell, pass: number): number[] {
  const passes = Math.min(PASSES, maxRounds)
  const [from, to] = [pass, pass + 1].map((at) => Math.floor((Math.min(at, passes) * maxRounds) / passes)) as [
    number,
    number,
  ]
  return Array.from({ length: to - from }, (_, at) => from + at)
}

/** Passes until the last cell has all of its rounds. */
export function passesOf(cells: readonly ComparisonCell[]): number {
  return Math.max(0, ...cells.map(({ maxRounds }) => Math.min(PASSES, maxRounds)))
}

/** The order of the targets in a round: A B, then B A, so that each of them is first and last equally often. */
export function orderInRound<T>(targets: readonly T[], round: number): T[] {
  return round % 2 === 0 ? [...targets] : [...targets].reverse()
}
