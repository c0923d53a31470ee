import { join } from 'node:path'
import { type SearchedLimit, searchedLimits } from '@sagellm-benchmark/metrics/sweeps'
import {
  type CapacityFile,
  capacityFile,
  type CapacityLine,
  capacityLine,
  type CapacityPlan,
  capacityPlanFile,
} from '@sagellm-benchmark/protocol-types/sweeps'
import { readJournal } from '@sagellm-benchmark/runner'
import { visitsFile } from '../capacity/capacity-journal.js'
import { planFile } from '../capacity/find-capacity.js'
import { visitPoint } from '../capacity/plan-capacity.js'
import { searchAfter } from '../capacity/search-after.js'
import { visitOfRun } from '../capacity/visit-of-run.js'
import { watchVisit } from '../capacity/watch-visit.js'
import { capacityFound } from '../capacity/write-capacity.js'
import { readJsonFile } from '../files/read-json-file.js'
import { wholeLines } from '../sweep/whole-lines.js'
import type { RecomputedFile } from './held-files.js'
import { measuredBy, pointAgain, type PointRun } from './point-again.js'

/**
 * The journal of a search and its result, worked out again from the records of its measurements. What was observed while they were sent (how long
 * they took, that a queue only grew, and that the server made it grow and not a late client) is taken as it stands.
 *
 * @param runs - by the id of the measurement; one that is missing is said of elsewhere.
 * @throws BenchError `not_found` or `corrupt_data`, naming the file.
 */
export async function recomputeCapacity(
  folder: string,
  runs: ReadonlyMap<string, PointRun>,
): Promise<RecomputedFile[]> {
  const at = (name: string) => join(folder, name)
  const plan = capacityPlanFile.parse(await readJsonFile(at(planFile)), at(planFile))
  const json = await readJsonFile(at('capacity.json'))
  const stored = capacityFile.parse(json, at('capacity.json'))
  const written = await wholeLines(at(visitsFile), { cut: false })
  const limits = searchedLimits(plan.question.slo)
  const lines: CapacityLine[] = []
  for (const [order, line] of written.entries()) {
    const kept = capacityLine.parse(line, `${at(visitsFile)}, line ${order + 1}`)
    lines.push(await lineAgain(kept, { plan, limits, order, run: runs.get(kept.point.id) }))
  }
  const decisions = searchAfter(lines, plan.question)
  const next = decisions.next()
  const ended = next.kind === 'end' ? next.ended : stored.ended
  const recomputed: CapacityFile = {
    ...stored,
    ...capacityFound({ plan, limits, lines, standing: decisions.standing(), ended }),
    ...measuredBy(runs.get(lines.at(-1)?.point.id ?? '')),
  }
  const madeBy = stored.toolVersion
  return [
    { file: visitsFile, stored: written, recomputed: lines.map((each) => capacityLine.serialize(each)), madeBy },
    { file: 'capacity.json', stored: json, recomputed: capacityFile.serialize(recomputed), madeBy },
  ]
}

type LineOptions = {
  readonly plan: CapacityPlan
  readonly limits: readonly SearchedLimit[]
  readonly order: number
  readonly run: PointRun | undefined
}

async function lineAgain(kept: CapacityLine, { plan, limits, order, run }: LineOptions): Promise<CapacityLine> {
  if (run === undefined) return kept
  const { load, seconds, overloaded } = kept.visit
  const planned = visitPoint(plan, { load, requests: 1, at: order + 1, secondsLeft: null })
  const point = pointAgain(kept.point, { order, planned, run })
  const watch = watchVisit(limits)
  for await (const record of readJournal(join(run.folder, 'records.jsonl'))) watch.add(record)
  const visit = visitOfRun({ load, seconds, point, seen: watch.seen(), riseMs: overloaded ? Infinity : 0 }, limits)
  return { point, visit }
}
