import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type AggregatedMetrics,
  type BenchmarkSummary,
  benchmarkSummaryFile,
  metricsFile,
  runConfigFile,
} from '@sagellm-benchmark/protocol-types/artifacts'
import type { RunPlan } from '@sagellm-benchmark/protocol-types'
import type { PlannedPoint, SweepFile, SweepPoint } from '@sagellm-benchmark/protocol-types/sweeps'
import { readJsonFile } from '../files/read-json-file.js'
import type { SuiteIo } from '../io.js'
import { pointOfRun } from '../sweep/point-of-run.js'

/** What the folder of a point holds of its run, as its files say it. */
export type PointRun = {
  readonly folder: string
  readonly plan: RunPlan
  readonly summary: BenchmarkSummary
  /** `null`: nothing was measured. */
  readonly metrics: AggregatedMetrics | null
}

/**
 * The run of a point.
 *
 * @throws BenchError `not_found` or `corrupt_data`, naming the file.
 */
export async function readPointRun(folder: string): Promise<PointRun> {
  const at = (name: string) => join(folder, name)
  const { plan } = runConfigFile.parse(await readJsonFile(at('config.json')), at('config.json'))
  const summary = benchmarkSummaryFile.parse(
    await readJsonFile(at('benchmark_summary.json')),
    at('benchmark_summary.json'),
  )
  const name = (await readdir(folder)).find((each) => each.endsWith('_metrics.json'))
  const metrics = name === undefined ? null : metricsFile.parse(await readJsonFile(at(name)), at(name)).metrics
  return { folder, plan, summary, metrics }
}

type PointOptions = Pick<SuiteIo, 'loadKinds'> & {
  readonly order: number
  /** As the plan of the sweep or the search has it; `undefined`: it came to it later, as a rate between two points. */
  readonly planned: Pick<PlannedPoint, 'id' | 'settings' | 'anchor'> | undefined
  /** `undefined`: it cannot be read, which is said of it elsewhere, and the point is taken as it stands. */
  readonly run: PointRun | undefined
}

/** A point as its run gives it. Whether its queue only grew was observed while it was sent, and is taken as it stands. */
export function pointAgain(stored: SweepPoint, { order, planned, run, loadKinds = [] }: PointOptions): SweepPoint {
  if (run === undefined) return stored
  const [workload] = run.plan.workloads
  const { metrics, summary } = run
  const workloads = metrics && workload ? [{ load: workload.load, metrics }] : []
  const header = { createdAt: summary.createdAt ?? stored.measuredAt }
  return {
    ...pointOfRun(planned ?? stored, order, { workloads, header, loadKinds }),
    notStationary: stored.notStationary,
  }
}

/** Who was measured, as the last run says. */
export function measuredBy(
  run: PointRun | undefined,
): Partial<Pick<SweepFile, 'target' | 'model' | 'simulated' | 'notices'>> {
  if (!run) return {}
  const { target, model, simulated, notices } = run.summary
  return { ...(target ? { target } : {}), model, simulated: simulated === true, notices }
}
