import { figureGateOf } from '@sagellm-benchmark/metrics/thresholds'
import { join } from 'node:path'
import type { RunPlan } from '@sagellm-benchmark/protocol-types'
import { comparedLoads } from '@sagellm-benchmark/protocol-types/comparison'
import { loadKindOf } from '@sagellm-benchmark/protocol-types/loads'
import type { AggregatedMetrics, CalibrationFile } from '@sagellm-benchmark/protocol-types/artifacts'
import type { E2ePerfRow } from '@sagellm-benchmark/protocol-types/performance'
import { makeFolder } from '@sagellm-benchmark/runner/output'
import type { ResolvedIo } from '../io.js'
import { fitToTargets } from '../plan/fit-to-target.js'
import { clientCalibration } from '../session/client-calibration.js'
import { measurePlan } from '../session/measure-plan.js'
import { type ReduceOptions, reduceJournal } from '../session/reduce-journal.js'
import { e2eRow } from './e2e-row.js'
import type { E2eTarget } from './e2e-target.js'
import type { E2ePerfPlan } from './perf-plan.js'
import { type Scenario, scenario, shapeOf } from './scenarios.js'

type MeasuringRow = { readonly target: E2eTarget; readonly folder: string; readonly io: ResolvedIo }

export type MeasuringRows = MeasuringRow & {
  /** Called with each row once its load is over, and before the next begins. */
  readonly onRow: (row: MeasuredRow) => Promise<void>
}

/** Warm-up requests before arrivals, for which it is not known how many will be in flight. */
const ARRIVALS_WARMUP = 8

/** A row, and the failure that was met most often in it: class and words; `null` where nothing failed. */
export type MeasuredRow = { readonly row: E2ePerfRow; readonly failure: string | null }

/**
 * Every scenario under every load on one open target; what an interruption leaves out is missing.
 *
 * @throws BenchError as `figureGateOf`, before anything is sent.
 */
export async function measureRows(
  plan: E2ePerfPlan,
  { target, folder, io, onRow }: MeasuringRows,
): Promise<MeasuredRow[]> {
  figureGateOf(plan)
  const shapes = [...new Set(plan.scenarios)].map((name) => shapeOf(name, plan.maxOutputTokens))
  const { workloads } = await fitToTargets(shapes, [target.open], { window: plan.contextLength, signal: io.signal })
  const measured: Measured[] = []
  for (const shaped of workloads) {
    for (const load of loadsOf(plan)) {
      if (io.signal.aborted) break
      const shape = scenario(shaped, load, plan.requestsPerRound)
      // A whole batch warms up, so that the first measured one finds memory of its size in place.
      const warmup = { requests: loadKindOf(load.load).places(load.load) ?? ARRIVALS_WARMUP, seconds: 0 }
      const { thresholds, onUndecided } = plan
      const rowPlan = { ...target.plan, workloads: [shape.workload], warmup, thresholds, onUndecided }
      const row = await measureRow(rowPlan, shape, { target, folder: join(folder, shape.name), io })
      measured.push(row)
      await onRow(await reduceRow(row, { target, journals: measured.map(journalOf), io }))
    }
  }
  // Once more: what a later row shows of the target's chunks holds in all of them.
  const journals = measured.map(journalOf)
  const rows: MeasuredRow[] = []
  for (const each of measured) rows.push(await reduceRow(each, { target, journals, io }))
  return rows
}

/** A row whose requests have been sent. */
type Measured = Pick<ReduceOptions, 'plan' | 'folder' | 'result' | 'watched'> & {
  readonly shape: Scenario
  readonly calibration: CalibrationFile | null
}

function journalOf({ folder }: Measured): string {
  return join(folder, 'records.jsonl')
}

async function measureRow(plan: RunPlan, shape: Scenario, { target, folder, io }: MeasuringRow): Promise<Measured> {
  await makeFolder(folder)
  const { open } = target
  const calibration = await clientCalibration(open, io)
  const measured = await measurePlan({ plan, target: open, folder, calibration, io })
  return { plan, shape, folder, calibration, ...measured }
}

type Reducing = { readonly target: E2eTarget; readonly journals: readonly string[]; readonly io: ResolvedIo }

async function reduceRow(
  { shape, calibration, ...measured }: Measured,
  { target, journals, io }: Reducing,
): Promise<MeasuredRow> {
  const [reduced] = await reduceJournal({ ...measured, beside: journals, io })
  if (!reduced) throw new Error(`no metrics for ${shape.name}`)
  const { metrics } = reduced
  return { row: e2eRow(target, { scenario: shape, metrics, calibration }), failure: commonestFailure(metrics) }
}

/** E.g. `auth (HTTP 401: no key)`; `null` where nothing failed. */
function commonestFailure({ errorsByClass, failureExamples }: AggregatedMetrics): string | null {
  const [first] = Object.entries(errorsByClass).sort(([, a], [, b]) => b - a)
  if (first === undefined) return null
  const example = failureExamples[first[0] as keyof typeof failureExamples]
  return example ? `${first[0]} (${example})` : first[0]
}

function loadsOf({ batchSizes, loads }: E2ePerfPlan) {
  return comparedLoads({ batchSizes: [...new Set(batchSizes)], loads })
}
