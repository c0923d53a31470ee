import type { WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import type { ComparisonPlan } from '@sagellm-benchmark/protocol-types/comparison'
import { defaultRounds, type SequentialLook, sequentialLooks } from '@sagellm-benchmark/metrics/comparison'

/** One scenario at one batch size: measured, judged and told by itself. */
export type ComparisonCell = {
  /** Its name in the records: `short_b4`. */
  readonly name: string
  readonly scenario: string
  readonly batchSize: number
  readonly workload: WorkloadPlan
  /** Rounds at which it ends in any case. */
  readonly maxRounds: number
  /** When it is judged; the last at `maxRounds`. */
  readonly looks: readonly SequentialLook[]
}

/** The cells of a plan, scenario by scenario. */
export function comparisonCells(plan: ComparisonPlan): ComparisonCell[] {
  return plan.scenarios.flatMap((scenario) =>
    plan.batchSizes.map((batchSize): ComparisonCell => {
      const maxRounds = plan.rounds === 'auto' ? (plan.maxRounds ?? defaultRounds(batchSize)) : plan.rounds
      const name = `${scenario.name}_b${batchSize}`
      return {
        name,
        scenario: scenario.name,
        batchSize,
        workload: { ...scenario, name, requests: batchSize, load: { kind: 'batch', size: batchSize } },
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

/** The order of the targets in a round: A B, then B A, so that what comes first or last is each of them equally often. */
export function orderInRound<T>(targets: readonly T[], round: number): T[] {
  return round % 2 === 0 ? [...targets] : [...targets].reverse()
}
