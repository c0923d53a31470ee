import { resolve } from 'node:path'
import { invalidArgument, RunPlan, type RunPlanInput } from '@sagellm-benchmark/protocol-types'
import type { BenchmarkSummary, CalibrationFile } from '@sagellm-benchmark/protocol-types/artifacts'
import type { RunHeader, WorkloadResult } from '@sagellm-benchmark/reporters'
import { axisShiftMs, createRunFolder, type ResumeState } from '@sagellm-benchmark/runner'
import { plannedFiles } from '@sagellm-benchmark/workloads'
import { readTextFile } from '../files/read-json-file.js'
import { type ResolvedIo, resolveIo, type SuiteIo } from '../io.js'
import { withLiveView } from '../live/with-live-view.js'
import type { PlotRequest } from '../report/write-plots.js'
import { clientCalibration } from '../session/client-calibration.js'
import { measurePlan } from '../session/measure-plan.js'
import { reduceJournal } from '../session/reduce-journal.js'
import { withTarget } from '../session/with-target.js'
import type { OpenTarget } from '../targets/define-target.js'
import type { ExportTool } from './export-files.js'
import { beginRun } from './begin-run.js'
import { writeRun } from './write-run.js'

export type RunOptions = SuiteIo & {
  /** Folder for the artifacts; an earlier run in it is kept beside. @default ./benchmark_results */
  readonly output?: string
  /** Continues the interrupted run in `output`; see `resumePlan` of the runner. @default null */
  readonly resume?: ResumeState | null
  /** Also writes the result in another tool's format. @default [] */
  readonly export?: readonly ExportTool[]
  /** Also writes report.html. @default false */
  readonly html?: boolean
  /** Colours of report.html. @default those of its reader's system */
  readonly theme?: 'light' | 'dark' | undefined
  /** Also draws the plots. @default null */
  readonly plots?: PlotRequest | null
  /** Serves a page that shows the run while it goes on, and is told its address. @default none */
  readonly onLiveView?: ((url: string) => void) | null
  /** What was asked for in the words of the user, for config.json. @default what the plan says */
  readonly asked?: { readonly workload?: string; readonly dataset?: string; readonly numSamples?: number | null }
}

/** A run as it was measured and written. */
export type RunOutcome = {
  readonly folder: string
  readonly header: RunHeader
  readonly summary: BenchmarkSummary
  /** In the order of the plan. */
  readonly workloads: readonly WorkloadResult[]
  /** Paths of the plots that were drawn. */
  readonly plots: readonly string[]
  /** How far the client of this machine is known to be right; `null` where it was not measured or has no network. */
  readonly calibration: CalibrationFile | null
  /** Whether there was a network between client and engine. */
  readonly overNetwork: boolean
  /** It ended early, and `resume` can continue it. */
  readonly interrupted: boolean
}

/**
 * Measures what a plan describes and leaves the artifacts in a folder. Nothing is written before the plan, its files and the
 * target are good; nothing is printed.
 *
 * @throws BenchError `invalid_argument` for a plan that does not fit together, and as opening the target and the folder.
 * @example
 * const { summary } = await run({ target: { kind: 'endpoint', url }, workloads }, { output: './results' })
 */
export async function run(given: RunPlanInput, options: RunOptions = {}): Promise<RunOutcome> {
  const io = resolveIo(options)
  const plan = checkedPlan(given)
  const files = Object.fromEntries(
    await Promise.all(plannedFiles(plan, io).map(async (path) => [path, await readTextFile(resolve(io.cwd, path))])),
  )
  io.say(`opening ${'url' in plan.target ? plan.target.url : plan.target.label} ...`)
  return withTarget(plan, { io }, async (target) => {
    const path = resolve(io.cwd, options.output ?? './benchmark_results')
    const folder = await createRunFolder(path, { resume: options.resume != null, clock: io.clock })
    if (folder.previous) io.say(`the earlier run moved to ${folder.previous}`)
    try {
      return await runInFolder({ plan, target, folder: path, files, io }, options)
    } finally {
      await folder.release()
    }
  })
}

/** A run whose target and folder are open. */
export type OpenRun = {
  readonly plan: RunPlan
  readonly target: OpenTarget
  readonly folder: string
  readonly files: Readonly<Record<string, string>>
  readonly io: ResolvedIo
}

async function runInFolder(open: OpenRun, options: RunOptions): Promise<RunOutcome> {
  const { plan, target, folder, files, io } = open
  const { resume = null, onLiveView = null } = options
  const shiftMs = axisShiftMs(resume, io.clock)
  const begun = await beginRun(open, { resume, shiftMs, asked: options.asked ?? {} })
  const calibration = await clientCalibration(target, plan.workers)
  const result = await withLiveView(
    { plan, identity: target.client.identity, clock: io.clock, onLiveView },
    (observers) => measurePlan({ plan, target, folder, resume, shiftMs, calibration, files, observers, io }),
  )
  const workloads = await reduceJournal({ plan, folder, result, peakMemMb: target.peakMemoryMb(), io })
  const written = await writeRun(open, { ...options, begun, result, workloads })
  const overNetwork = target.client.identity.transport !== 'in_process'
  return { folder, ...written, workloads, calibration, overNetwork, interrupted: result.interrupted }
}

function checkedPlan(given: RunPlanInput): RunPlan {
  const checked = RunPlan.safeParse(given)
  if (checked.success) return checked.data
  const [issue] = checked.error.issues
  throw invalidArgument(`the plan's ${issue?.path.join('.')}`, 'what it says', issue?.message ?? 'see RunPlan')
}
