import { resolve } from 'node:path'
import { redactSecrets } from '@sagellm-benchmark/protocol-types/edge'
import type { RunPlan, RunPlanInput } from '@sagellm-benchmark/protocol-types'
import type { CalibrationFile } from '@sagellm-benchmark/protocol-types/artifacts'
import { checkSchedule } from '@sagellm-benchmark/protocol-types/loads'
import { axisShiftMs } from '@sagellm-benchmark/runner'
import { checkOutputFolder, withRunFolder } from '@sagellm-benchmark/runner/output'
import { countPlannedSessions } from '../files/planned-sessions.js'
import { plannedFiles } from '@sagellm-benchmark/workloads'
import { promptTextOf } from '@sagellm-benchmark/workloads/scenarios'
import { readPlannedTraces, withTracedPrefixes } from '../files/planned-traces.js'
import { plannedFile } from '../files/data-file.js'
import { readTextFile } from '../files/read-json-file.js'
import { type ResolvedIo, resolveIo } from '../io.js'
import { withLiveView } from '../live/with-live-view.js'
import { scheduleSentences } from '../plan/schedule-sentences.js'
import { fitToTargets } from '../plan/fit-to-target.js'
import type { Rendezvous } from '@sagellm-benchmark/runner/shards'
import { withShards } from '../shards/with-shards.js'
import { shardsArtifact, writeShards } from '../shards/write-shards.js'
import { clientCalibration } from '../session/client-calibration.js'
import { beyondCapacity } from '../session/client-capacity.js'
import { type MeasuredPlan, measurePlan } from '../session/measure-plan.js'
import { withTarget } from '../session/with-target.js'
import { asOpened } from '../targets/as-opened.js'
import type { OpenTarget } from '../targets/define-target.js'
import { withNotices } from '../targets/with-notices.js'
import { checkedPlan } from './checked-plan.js'
import { beginRun, type BegunRun, begunArtifacts } from './begin-run.js'
import { linkLatest, type OriginalFolder, originalFolder } from './original-folder.js'
import type { OpenRun, RunOptions } from './run-outcome.js'

/** What a run that was measured leaves. */
export type Finishing<Result> = {
  /** Names and patterns of the files that `finish` writes, beside those of every run. */
  readonly artifacts: readonly (string | RegExp)[]
  readonly finish: (open: OpenRun, measured: MeasuredRun) => Promise<Result>
}

/** A run whose last request has ended. */
type MeasuredRun = {
  readonly begun: BegunRun
  readonly measured: MeasuredPlan
  readonly calibration: CalibrationFile | null
  readonly rendezvous: Rendezvous | null
}

/**
 * Opens the target of a plan, begins a folder, measures, and lets `finish` write what the run came to. Nothing is written before the
 * plan, its files and the target are good.
 *
 * @throws BenchError as `run`.
 */
export async function measureRun<Result>(
  given: RunPlanInput,
  options: RunOptions,
  { artifacts: own, finish }: Finishing<Result>,
): Promise<Result> {
  const io = resolveIo(options)
  const asked = checkedPlan(given)
  const files = Object.fromEntries(
    await Promise.all(
      plannedFiles(asked, io).map(async (path) => [path, await readTextFile(await plannedFile(path, io))]),
    ),
  )
  checkSchedule(asked, io)
  const traces = await readPlannedTraces(asked, io, { known: options.traces })
  for (const sentence of scheduleSentences(asked, io)) io.warn(sentence)
  const { plan, sessionFiles } = await countPlannedSessions(withPromptTexts(asked, io), io)
  const named = options.layout === 'original' ? null : resolve(io.cwd, options.output ?? './benchmark_results')
  await checkOutputFolder(named ?? resolve(io.cwd, 'outputs'))
  if (options.plots?.folder !== undefined) await checkOutputFolder(resolve(io.cwd, options.plots.folder))
  io.say(`opening ${'url' in plan.target ? redactSecrets(plan.target.url) : plan.target.label} ...`)
  const { shards = null } = options
  const measure = (rendezvous: Rendezvous | null) =>
    withTarget(plan, { io, rendezvous }, async (target) => {
      const artifacts = [...begunArtifacts, ...own, ...(rendezvous ? [shardsArtifact] : [])]
      const folderOptions = { artifacts, resume: options.resume != null, clock: io.clock }
      const original = named === null ? await originalFolderOf(target, { plan, io, asked: options.asked }) : null
      const path = named ?? (original as OriginalFolder).folder
      const outcome = await withRunFolder(path, folderOptions, async ({ previous }) => {
        if (previous) io.say(`the earlier run moved to ${previous}`)
        const { workloads, notices } = await fitToTargets(plan.workloads, [target], { signal: io.signal })
        for (const notice of notices) io.say(notice)
        const cut = { ...plan, target: asOpened(plan.target, target.plan), workloads }
        const opened = withTracedPrefixes(cut, traces, io)
        return runInFolder(
          {
            plan: opened,
            // What each of several machines carries is not known here.
            target: rendezvous ? target : await saysIfBeyond(target, opened, io),
            folder: path,
            files,
            traces,
            sessionFiles,
            io,
          },
          { ...options, sequence: original?.sequence ?? null, rendezvous, finish },
        )
      })
      if (original) await linkLatest(original)
      return outcome
    })
  return options.rendezvous ? measure(options.rendezvous) : withShards(shards, { plan: asked, io }, measure)
}

/** The target, which also says where the plan holds more streams open than this machine's client keeps up with. */
async function saysIfBeyond(target: OpenTarget, { workloads }: RunPlan, io: ResolvedIo): Promise<OpenTarget> {
  const { client } = target
  const beyond = await beyondCapacity(target, workloads, io)
  if (beyond === null || !('drive' in client)) return target
  io.warn(beyond)
  return { ...target, client: withNotices(client, [beyond]) }
}

function originalFolderOf(
  { client: { identity } }: OpenTarget,
  { plan, io, asked }: { plan: RunPlan; io: ResolvedIo; asked: RunOptions['asked'] },
): Promise<OriginalFolder> {
  return originalFolder(io.cwd, {
    backend: plan.target.kind === 'cpu' ? 'cpu' : identity.engine,
    model: identity.model,
    workload: asked?.workload ?? plan.workloads.map(({ name }) => name).join(','),
    createdAt: new Date(io.clock.unixMs()).toISOString(),
  })
}

type InFolder<Result> = RunOptions &
  Pick<Finishing<Result>, 'finish'> & { readonly sequence: number | null; readonly rendezvous: Rendezvous | null }

async function runInFolder<Result>(open: OpenRun, options: InFolder<Result>): Promise<Result> {
  const { plan, target, folder, files, traces, sessionFiles, io } = open
  const { resume = null, onLiveView = null, rendezvous } = options
  const shiftMs = axisShiftMs(resume, io.clock)
  const begun = await beginRun(open, { resume, shiftMs, asked: options.asked ?? {}, sequence: options.sequence })
  const calibration = await clientCalibration(target, io)
  const measured = await withLiveView(
    { plan, identity: target.client.identity, flags: target.flags, clock: io.clock, onLiveView },
    (observers) =>
      measurePlan({
        ...{ plan, target, folder, resume, shiftMs, calibration, files, traces, sessionFiles, observers, io },
        watch: options.watch,
        ownRecordsOnly: rendezvous?.records === 'local',
      }),
  )
  const { result, kept } = measured
  if (rendezvous) await writeShards(folder, { rendezvous, result, kept })
  return options.finish(open, { begun, measured, calibration, rendezvous })
}

/** The plan with what kind of text each workload sends, which its artifacts keep. */
function withPromptTexts(plan: RunPlan, io: ResolvedIo): RunPlan {
  return { ...plan, workloads: plan.workloads.map((each) => ({ ...each, promptText: promptTextOf(each, io) })) }
}
