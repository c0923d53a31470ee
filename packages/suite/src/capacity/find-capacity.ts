import { join, resolve } from 'node:path'
import { type CapacityStep, searchedLimits } from '@sagellm-benchmark/metrics/sweeps'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import {
  type CapacityEnd,
  type CapacityFile,
  type CapacityLine,
  type CapacityPlan,
  capacityPlanFile,
} from '@sagellm-benchmark/protocol-types/sweeps'
import { writeFileAtomic } from '@sagellm-benchmark/runner'
import { withRunFolder } from '@sagellm-benchmark/runner/output'
import { readJsonFile } from '../files/read-json-file.js'
import { type ResolvedIo, resolveIo, secretsOf, type SuiteIo } from '../io.js'
import { run } from '../run/run.js'
import { withoutSecrets } from '../run/without-secrets.js'
import { keepVisit, keptVisits, visitsFile } from './capacity-journal.js'
import { measureVisit } from './measure-visit.js'
import { type CapacityInput, planCapacity, scoutPoint, visitPoint, withScouted } from './plan-capacity.js'
import { searchAfter } from './search-after.js'
import { capacityArtifacts, writeCapacity } from './write-capacity.js'

/** The plan of a search in its folder. */
export const planFile = 'capacity_plan.json'

export type CapacityRunOptions = SuiteIo & {
  /** Folder of the search; each measurement has one below it. @default ./capacity_results */
  readonly output?: string
  /** Also writes report.html. @default false */
  readonly html?: boolean
  /** Called with each measurement, once it is on disk. @default nothing */
  readonly onVisit?: (line: CapacityLine) => void
}

export type CapacityOutcome = {
  readonly folder: string
  readonly capacity: CapacityFile
  /** It ended early, and `resumeCapacity` goes on with it. */
  readonly interrupted: boolean
}

/**
 * Searches for the highest load of one target that meets all limits, and gives it as an interval.
 *
 * @throws BenchError `invalid_argument` as `planCapacity`; as `run` where a target cannot be opened: measurements before that are kept.
 * @example
 * const question = { by: 'rate', slo: ['ttft.p99<500', 'errors<1%'], budgetSeconds: 1800 }
 * const { capacity } = await findCapacity({ question, plan }, { output: './capacity_results' })
 */
export async function findCapacity(input: CapacityInput, options: CapacityRunOptions = {}): Promise<CapacityOutcome> {
  return search(planCapacity(input), { ...options, resume: false })
}

export type CapacityResumeOptions = CapacityRunOptions & {
  /**
   * Time for all measurements together, those that the folder holds among them. Nothing else of the question may change: what a look may
   * spend of the error was fixed by it. `null`: no end. @default that of the folder
   */
  readonly budgetSeconds?: number | null
}

/**
 * Goes on with a search that was cut off, or whose time was over: what was measured counts, the measurement that was under way is made anew.
 *
 * @throws BenchError `not_found` or `corrupt_data` for a folder without the plan of a search.
 */
export async function resumeCapacity(
  folder: string,
  { budgetSeconds, ...options }: CapacityResumeOptions = {},
): Promise<CapacityOutcome> {
  const { cwd } = resolveIo(options)
  const path = join(resolve(cwd, folder), planFile)
  const plan = capacityPlanFile.parse(await readJsonFile(path), path)
  const question = budgetSeconds === undefined ? plan.question : { ...plan.question, budgetSeconds }
  return search({ ...plan, question }, { ...options, output: folder, resume: true })
}

async function search(
  given: CapacityPlan,
  options: CapacityRunOptions & { readonly resume: boolean },
): Promise<CapacityOutcome> {
  const io = resolveIo(options)
  const { html = false, onVisit = () => {}, resume } = options
  const folder = resolve(io.cwd, options.output ?? './capacity_results')
  const artifacts = [...capacityArtifacts, planFile, visitsFile]
  return withRunFolder(folder, { artifacts, resume, clock: io.clock }, async () => {
    await writePlan(folder, given, io)
    if (!resume) {
      // Made now, so that it is noted as a file of this search, and makes room for the next one.
      await writeFileAtomic(join(folder, visitsFile), '')
    }
    const plan = await scouted(given, { folder, io, resume })
    const limits = searchedLimits(plan.question.slo)
    const lines = resume ? await keptVisits(folder) : []
    const { budgetSeconds } = plan.question
    const decisions = searchAfter(lines, plan.question)
    const left = () =>
      budgetSeconds === null ? null : budgetSeconds - lines.reduce((sum, { visit }) => sum + visit.seconds, 0)
    let ended: CapacityEnd | null = null
    for (let step = decisions.next(); ended === null; step = decisions.next()) ended = await take(step)
    if (lines.length === 0) throw nothingMeasured(ended, resume)
    const standing = decisions.standing()
    const capacity = await writeCapacity(folder, { plan, limits, lines, standing, ended, html, io })
    return { folder, capacity, interrupted: ended === 'interrupted' }

    async function take(step: CapacityStep): Promise<CapacityEnd | null> {
      if (step.kind === 'end') return step.ended
      const secondsLeft = left()
      if (secondsLeft !== null && secondsLeft <= 0) return 'budget'
      if (io.signal.aborted) return 'interrupted'
      const order = lines.length
      const planned = visitPoint(plan, { ...step, at: order + 1, secondsLeft })
      const line = await measureVisit(planned, step.load, { folder, io, limits, order })
      if (line === null) return 'interrupted'
      await keepVisit(folder, line)
      lines.push(line)
      decisions.observe(line.visit)
      onVisit(line)
      return null
    }
  })
}

/** Where a rate is searched for and nobody said between which, many requests at once say where to begin. */
async function scouted(
  plan: CapacityPlan,
  { folder, io, resume }: { readonly folder: string; readonly io: ResolvedIo; readonly resume: boolean },
): Promise<CapacityPlan> {
  if (plan.question.start !== null) return plan
  const point = scoutPoint(plan)
  const { workloads, interrupted } = await run(point.plan, { ...io, output: join(folder, 'points', point.id) })
  const throughput = workloads[0]?.metrics?.requestThroughputRps ?? null
  if (interrupted) throw nothingMeasured('interrupted', resume)
  if (throughput === null || !(throughput > 0))
    throw new BenchError('unavailable', 'no request of the first measurement was answered', {
      hint: `see ${join(folder, 'points', point.id)}; --between LOW..HIGH begins without it`,
    })
  const found = withScouted(plan, throughput)
  await writePlan(folder, found, io)
  return found
}

function nothingMeasured(ended: CapacityEnd | null, resume: boolean): BenchError {
  return new BenchError(ended === 'budget' ? 'unavailable' : 'cancelled', 'no load was measured', {
    hint: `it ended before its first measurement did; ${resume ? '--resume goes on with it' : 'start it again'}`,
  })
}

function writePlan(folder: string, plan: CapacityPlan, io: ResolvedIo): Promise<void> {
  const kept = { ...plan, plan: withoutSecrets(plan.plan, secretsOf(io)) }
  return writeFileAtomic(join(folder, planFile), `${JSON.stringify(capacityPlanFile.serialize(kept), null, 2)}\n`)
}
