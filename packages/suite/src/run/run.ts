import { resolve } from 'node:path'
import { redactSecrets } from '@sagellm-benchmark/protocol-types/edge'
import type { RunPlan, RunPlanInput } from '@sagellm-benchmark/protocol-types'
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
import { measurePlan } from '../session/measure-plan.js'
import { withTarget } from '../session/with-target.js'
import { asOpened } from '../targets/as-opened.js'
import type { OpenTarget } from '../targets/define-target.js'
import { withNotices } from '../targets/with-notices.js'
import { checkedPlan } from './checked-plan.js'
import { beginRun, begunArtifacts } from './begin-run.js'
import { linkLatest, type OriginalFolder, originalFolder } from './original-folder.js'
import type { OpenRun, RunOptions, RunOutcome } from './run-outcome.js'
import { writeRun, writtenArtifacts } from './write-run.js'

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
      const artifacts = [...begunArtifacts, ...writtenArtifacts, ...(rendezvous ? [shardsArtifact] : [])]
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
            target: await saysIfBeyond(target, opened, io),
            folder: path,
            files,
            traces,
            sessionFiles,
            io,
          },
          { ...options, sequence: original?.sequence ?? null, rendezvous },
        )
      })
      if (original) await linkLatest(original)
      return outcome
    })
  return withShards(shards, { plan: asked, io }, measure)
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

type InFolder = RunOptions & { readonly sequence: number | null; readonly rendezvous: Rendezvous | null }

async function runInFolder(open: OpenRun, options: InFolder): Promise<RunOutcome> {
  const { plan, target, folder, files, traces, sessionFiles, io } = open
  const { resume = null, onLiveView = null } = options
  const shiftMs = axisShiftMs(resume, io.clock)
  const begun = await beginRun(open, { resume, shiftMs, asked: options.asked ?? {}, sequence: options.sequence })
  const calibration = await clientCalibration(target, io)
  const measured = await withLiveView(
    { plan, identity: target.client.identity, flags: target.flags, clock: io.clock, onLiveView },
    (observers) =>
      measurePlan({
        ...{ plan, target, folder, resume, shiftMs, calibration, files, traces, sessionFiles, observers, io },
        watch: options.watch,
      }),
  )
  const { result } = measured
  const { rendezvous } = options
  if (rendezvous) await writeShards(folder, { rendezvous, result })
  const written = await writeRun(open, { ...options, begun, measured })
  const lostShards = [...new Set(result.workloads.flatMap(({ lost = [] }) => lost.map(({ shard }) => shard)))]
  const overNetwork = target.client.identity.transport !== 'in_process'
  return { folder, ...written, calibration, overNetwork, interrupted: result.interrupted, lostShards }
}

/** The plan with what kind of text each workload sends, which its artifacts keep. */
function withPromptTexts(plan: RunPlan, io: ResolvedIo): RunPlan {
  return { ...plan, workloads: plan.workloads.map((each) => ({ ...each, promptText: promptTextOf(each, io) })) }
}
