import { join } from 'node:path'
import { sweepFindings } from '@sagellm-benchmark/metrics/sweeps'
import { type SweepFile, sweepFile, sweepPlanFile, sweepPointLine } from '@sagellm-benchmark/protocol-types/sweeps'
import { readJsonFile } from '../files/read-json-file.js'
import type { SuiteIo } from '../io.js'
import { pointsFile } from '../sweep/point-journal.js'
import { planFile } from '../sweep/sweep.js'
import { wholeLines } from '../sweep/whole-lines.js'
import type { RecomputedFile } from './held-files.js'
import { measuredBy, pointAgain, type PointRun } from './point-again.js'

/**
 * The journal of a sweep and its result, worked out again from the runs of its points.
 *
 * @param runs - by the id of the point; one that is missing is said of elsewhere.
 * @throws BenchError `not_found` or `corrupt_data`, naming the file.
 */
export async function recomputeSweep(
  folder: string,
  runs: ReadonlyMap<string, PointRun>,
  { loadKinds = [] }: Pick<SuiteIo, 'loadKinds'>,
): Promise<RecomputedFile[]> {
  const at = (name: string) => join(folder, name)
  const plan = sweepPlanFile.parse(await readJsonFile(at(planFile)), at(planFile))
  const json = await readJsonFile(at('sweep.json'))
  const stored = sweepFile.parse(json, at('sweep.json'))
  const lines = await wholeLines(at(pointsFile), { cut: false })
  const points = lines
    .map((line, number) => sweepPointLine.parse(line, `${at(pointsFile)}, line ${number + 1}`))
    .map((point, order) =>
      pointAgain(point, { order, planned: plan.points[order], run: runs.get(point.id), loadKinds }),
    )
  const recomputed: SweepFile = {
    ...stored,
    ...{ seed: plan.seed, gpus: plan.gpus, planned: plan.points.length + plan.ratesBetween, points },
    ...sweepFindings(points),
    ...measuredBy(runs.get(points.at(-1)?.id ?? '')),
  }
  const madeBy = stored.toolVersion
  return [
    { file: pointsFile, stored: lines, recomputed: points.map((point) => sweepPointLine.serialize(point)), madeBy },
    { file: 'sweep.json', stored: json, recomputed: sweepFile.serialize(recomputed), madeBy },
  ]
}
