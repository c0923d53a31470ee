import { createRoundsTally, compareTargets } from '@sagellm-benchmark/metrics/comparison'
import { figureNamed } from '@sagellm-benchmark/protocol-types/metrics'
import type { RunPlan } from '@sagellm-benchmark/protocol-types'
import type { AggregatedMetrics } from '@sagellm-benchmark/protocol-types/artifacts'
import type { ComparisonVerdict } from '@sagellm-benchmark/protocol-types/comparison'
import { type LoadKind, loadKindOf, loadText } from '@sagellm-benchmark/protocol-types/loads'
import { readReduced } from '@sagellm-benchmark/runner'
import { join } from 'node:path'

/** A measurement of one plan: its journal, and what it came to. */
type Measurement = {
  readonly folder: string
  /** By workload. */
  readonly metrics: ReadonlyMap<string, AggregatedMetrics>
}

/** The rounds of a measurement, and what it came to, by workload. */
type MeasuredRounds = {
  readonly rounds: ReadonlyMap<string, Tally>
  readonly metrics: ReadonlyMap<string, AggregatedMetrics>
}

/** Both measurements of a plan. */
export type BothMeasurements = {
  readonly recorded: MeasuredRounds
  readonly again: MeasuredRounds
  readonly margin: number
  readonly loadKinds?: readonly LoadKind[]
}

export type ReproductionAnswer = 'reproduced' | 'not_reproduced' | 'undecided'

/**
 * The rounds of both measurements held against each other, workload by workload, by the judge of comparisons. They were made one after the
 * other, so that rounds are not paired, and what drifted in between is part of the difference.
 */
export function reproductionVerdicts(
  plan: RunPlan,
  { recorded, again, margin, loadKinds = [] }: BothMeasurements,
): ComparisonVerdict[] {
  return plan.workloads.flatMap(({ name, load }): ComparisonVerdict[] =>
    compareTargets(
      {
        target: 'again',
        baseline: (recorded.rounds.get(name) as Tally).result(),
        candidate: (again.rounds.get(name) as Tally).result(),
      },
      {
        paired: false,
        margin,
        families: plan.workloads.length,
        scenario: name,
        load: loadText(load, { own: loadKinds }),
        evidence: {
          baseline: evidenceOf('the record', recorded.metrics.get(name)),
          candidate: evidenceOf('the repetition', again.metrics.get(name)),
        },
      },
    ),
  )
}

/**
 * `not_reproduced` where any figure is shown to differ; `reproduced` where every mean and rate is shown to be the same up to the margin. A
 * percentile hardly ever is shown to be the same, so that it does not stand against it.
 */
export function reproductionAnswer(verdicts: readonly ComparisonVerdict[]): ReproductionAnswer {
  if (verdicts.some(({ verdict }) => ['better', 'worse', 'differs'].includes(verdict))) return 'not_reproduced'
  const means = verdicts.filter(({ metric }) => {
    const kind = figureNamed(metric)?.statistic.kind
    return metric !== 'error_rate' && kind !== undefined && kind !== 'percentile'
  })
  return means.length > 0 && means.every(({ verdict }) => verdict === 'equivalent') ? 'reproduced' : 'undecided'
}

type Tally = ReturnType<typeof createRoundsTally>

/**
 * Reads the rounds of a measurement from its records.
 *
 * @throws BenchError `not_found` or `corrupt_data`, naming the file.
 */
export async function measuredRounds(
  plan: RunPlan,
  { folder, metrics }: Measurement,
  loadKinds: readonly LoadKind[] = [],
): Promise<MeasuredRounds> {
  const tallies = new Map(
    plan.workloads.map(({ name, load }) => {
      const window = loadKindOf(load, loadKinds).window === 'batch' ? ('batch' as const) : ('rounds' as const)
      return [name, createRoundsTally({ window })]
    }),
  )
  for await (const record of readReduced(join(folder, 'records.jsonl'))) {
    const whole = metrics.get(record.workload)?.precision?.rounds ?? Number.POSITIVE_INFINITY
    if (record.round < whole) tallies.get(record.workload)?.add(record)
  }
  return { rounds: tallies, metrics }
}

function evidenceOf(name: string, metrics: AggregatedMetrics | undefined) {
  const client = metrics?.clientOverhead
  return {
    name,
    clientLimit: client?.clientSaturated ? client.reasons.join(', ') : null,
    loadNotKept: metrics && metrics.loadNotKept.length > 0 ? metrics.loadNotKept.join(', ') : null,
    cacheContaminated: metrics?.cache?.verdict === 'contaminated',
  }
}
