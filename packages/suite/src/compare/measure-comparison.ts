import { keyNow } from '@sagellm-benchmark/clients/endpoint'
import { join, resolve } from 'node:path'
import type { CalibrationFile, EnvironmentManifest } from '@sagellm-benchmark/protocol-types/artifacts'
import type { CoreDecodeTelemetry } from '@sagellm-benchmark/protocol-types/canonical'
import {
  type CaptureFile,
  captureFile,
  comparedLoads,
  type ComparisonPlan,
} from '@sagellm-benchmark/protocol-types/comparison'
import { flagsWhere } from '@sagellm-benchmark/protocol-types/records'
import { collectEnvironment, type TargetObserver } from '@sagellm-benchmark/probes'
import { measureClockOffsets, openJournal, writeFileAtomic } from '@sagellm-benchmark/runner'
import { withRunFolder } from '@sagellm-benchmark/runner/output'
import {
  type ComparisonResult,
  type ComparisonTarget,
  comparisonSize,
  runComparison,
} from '@sagellm-benchmark/runner/compare'
import type { Rendezvous } from '@sagellm-benchmark/runner/shards'
import type { Trace } from '@sagellm-benchmark/workloads/traces'
import { countedOn, fitToTargets } from '../plan/fit-to-target.js'
import { promptCountingFor } from '../counting/prompt-counting-for.js'
import type { PromptCounting } from '../counting/prompt-counting.js'
import type { SessionFiles } from '../files/planned-sessions.js'
import { type ResolvedIo, resolveIo, secretsOf } from '../io.js'
import { clientCalibration } from '../session/client-calibration.js'
import { beyondCapacity } from '../session/client-capacity.js'
import { writeShards } from '../shards/write-shards.js'
import type { OpenTarget } from '../targets/define-target.js'
import { version } from '../version.js'
import type { ComparisonIo, ComparisonRequest } from './comparison-request.js'
import { watchDecodeSteps } from './decode-steps.js'
import { demandFeatureGate } from './demand-feature-gate.js'
import { type OpenTargets, openTargets } from './open-targets.js'
import { scenarioSessions } from './scenario-sessions.js'
import { scenarioFiles, scenarioTraces } from './scenario-files.js'
import { comparisonArtifacts, serverLog } from './comparison-files.js'
import { targetStems } from './target-stems.js'

type MeasuringHooks = {
  /** Watches a target through the measured phase. @default its two ends */
  readonly observe?: (target: ComparisonTarget) => Promise<TargetObserver>
  /** Further files that will be written, by name or pattern. @default none */
  readonly artifacts?: readonly (string | RegExp)[]
}

/** A comparison as it was measured. */
export type MeasuredComparison = {
  readonly folder: string
  /** File stems of the targets, in their order. */
  readonly stems: readonly string[]
  readonly result: ComparisonResult
  readonly environment: EnvironmentManifest
  /** Decode steps of the targets whose engine reports them, by label. */
  readonly coreTelemetry: ReadonlyMap<string, CoreDecodeTelemetry>
  /** Addresses of the targets that were there before: what a cleanup may ask about. */
  readonly reused: readonly string[]
}

type MeasuringOptions = {
  readonly io: ComparisonIo
  readonly hooks?: MeasuringHooks
  /** The shards that share each round. @default this process sends all of it */
  readonly rendezvous?: Rendezvous | null
}

/**
 * Opens the targets, measures them against each other into a folder of its own, hands what was measured to `write`, and stops what
 * it started. Records are on disk as they end, or as their round does where several machines send it; `<label>.json` is there from before
 * the first request, so that the capture of a program that was killed can be read from both.
 *
 * @throws BenchError for files or targets that cannot be used; nothing that was started is left behind.
 */
export async function measureComparison<Result>(
  request: ComparisonRequest,
  { io: given, hooks = {}, rendezvous = null }: MeasuringOptions,
  write: (measured: MeasuredComparison) => Promise<Result>,
): Promise<Result> {
  const io = resolveIo(given)
  // Files are read before anything is started.
  const files = request.files ?? (await scenarioFiles(request.plan, io))
  const traces = await scenarioTraces(request.plan, io)
  const { plan, sessionFiles, notices } = await scenarioSessions(request.plan, io)
  const folder = resolve(io.cwd, given.folder)
  const stems = targetStems(request.targets.map(({ target }) => target.label))
  const artifacts = [...comparisonArtifacts(stems), ...stems.map(serverLog), ...(hooks.artifacts ?? [])]
  return withRunFolder(folder, { artifacts, clock: io.clock }, async () => {
    const opened = await openTargets(request.targets, {
      plan: request.plan,
      tokenizer: request.tokenizer ?? null,
      serverLogs: stems.map((stem) => join(folder, serverLog(stem))),
      ...{ io, rendezvous },
    })
    try {
      if (request.hardwareFamily) await demandFeatureGate(opened.targets, io)
      const asked = { ...request, plan, notices: [...(request.notices ?? []), ...notices] }
      const measuring = { opened, folder, stems, files, traces, sessionFiles, io, given, hooks, rendezvous }
      const measured = await measure(asked, measuring)
      if (rendezvous) await writeShards(folder, { rendezvous, result: { workloads: [] }, kept: null })
      return await write({ folder, stems, reused: opened.reused, ...measured })
    } finally {
      await opened.close()
    }
  })
}

type Measuring = {
  readonly opened: OpenTargets
  readonly folder: string
  readonly stems: readonly string[]
  readonly files: Readonly<Record<string, string>>
  readonly traces: ReadonlyMap<string, Trace>
  readonly sessionFiles: SessionFiles
  readonly io: ResolvedIo
  readonly given: ComparisonIo
  readonly hooks: MeasuringHooks
  readonly rendezvous: Rendezvous | null
}

async function measure(request: ComparisonRequest, measuring: Measuring) {
  const { opened, folder, stems, files, traces, sessionFiles, io, given, hooks, rendezvous } = measuring
  const { prompts } = opened
  const { workloads: scenarios, notices: cuts } = await fitToTargets(
    request.plan.scenarios,
    [...opened.opened.values()],
    { window: request.contextLength ?? null, counted: countedOn(prompts), signal: io.signal },
  )
  for (const cut of cuts) io.say(cut)
  const plan = { ...request.plan, scenarios }
  io.say(comparisonSize(plan, opened.targets.length))
  // What this machine alone keeps up with says nothing of several.
  const beyond = rendezvous ? [] : await capacityNotices(opened, plan, io)
  for (const sentence of beyond) io.warn(sentence)
  const environment = await environmentOf(plan, { io, request })
  const counting = await countingOf(opened, io)
  const steps = watchDecodeSteps(io)
  const journal = openJournal(folder)
  try {
    const result = await runComparison({
      plan,
      targets: opened.targets,
      createClient: ({ endpoint }) => (opened.opened.get(endpoint.label) as OpenTarget).client,
      observe: hooks.observe ?? ((target) => observeEnds(target, opened)),
      onOpened: (captures) => writeCaptures(captures, { folder, stems }),
      onRound: steps.onRound,
      sink: journal,
      prompts: {
        ...prompts,
        ...(counting && { countPrompt: counting.countPrompt }),
        files,
        traces,
        sources: io.sources,
        sessionFiles,
        sessionSources: io.sessionSources,
      },
      clientMachine: environment.machine,
      calibration: await calibrationOf(opened, io),
      clock: io.clock,
      shards: rendezvous?.of ?? null,
      signal: io.signal,
      ...(io.stopSignal ? { stopSignal: io.stopSignal } : {}),
      ...(given.onProgress ? { onProgress: given.onProgress } : {}),
    })
    const coreTelemetry = steps.collected(result.targets, request.hardwareFamily ?? null)
    return { result: withNotices(result, { opened, request, cuts: [...cuts, ...beyond] }), coreTelemetry, environment }
  } finally {
    await counting?.save()
    journal.close()
  }
}

/** How the target that counts the prompts is asked; `null` where none is. */
async function countingOf({ opened, prompts }: OpenTargets, io: ResolvedIo): Promise<PromptCounting | null> {
  const asked = [...opened.values()].find(({ resources }) => resources.countPrompt === prompts.countPrompt)
  return prompts.countPrompt && asked ? promptCountingFor(asked, io) : null
}

/** All targets are reached in one way. */
function calibrationOf({ opened }: OpenTargets, io: ResolvedIo): Promise<CalibrationFile | null> {
  const [first] = opened.values()
  return first ? clientCalibration(first, io) : Promise.resolve(null)
}

/** The same holds for what this machine's client keeps up with. */
async function capacityNotices({ opened }: OpenTargets, plan: ComparisonPlan, io: ResolvedIo): Promise<string[]> {
  const [first] = opened.values()
  const beyond = first ? await beyondCapacity(first, comparedLoads(plan), io) : null
  return beyond === null ? [] : [beyond]
}

/** Reads the pages of the target before and after only, because a reading in between costs the target time. */
function observeEnds({ endpoint, logFile = null }: ComparisonTarget, { opened }: OpenTargets): Promise<TargetObserver> {
  const { observe } = opened.get(endpoint.label) as OpenTarget & { observe: NonNullable<OpenTarget['observe']> }
  return observe({ intervalMs: null, resourceIntervalMs: 30_000, ...(logFile === null ? {} : { logFile }) })
}

async function writeCaptures(
  captures: readonly CaptureFile[],
  { folder, stems }: Pick<Measuring, 'folder' | 'stems'>,
): Promise<void> {
  for (const [at, file] of captures.entries())
    await writeFileAtomic(
      join(folder, `${stems[at]}.json`),
      `${JSON.stringify(captureFile.serialize(file), null, 2)}\n`,
    )
}

function environmentOf(
  plan: ComparisonPlan,
  { io, request }: { readonly io: ResolvedIo; readonly request: ComparisonRequest },
): Promise<EnvironmentManifest> {
  const { clock } = io
  const offsets = measureClockOffsets(clock)
  return collectEnvironment({
    tool: { name: 'sagellm-benchmark', version },
    commandLine: io.words,
    secrets: [...secretsOf(io), ...request.targets.flatMap(({ apiKey }) => keyNow(apiKey) ?? [])],
    seed: plan.seed,
    clock,
    workingFolder: io.cwd,
    clockOffsetsMs: { monotonic: offsets.toMonotonicMs, unix: offsets.toUnixMs },
  })
}

type Noticed = {
  readonly opened: OpenTargets
  readonly request: ComparisonRequest
  /** Scenarios that a context window cut. */
  readonly cuts: readonly string[]
}

/** Notices from opening the targets, for every report. */
function withNotices(result: ComparisonResult, { opened, request, cuts }: Noticed): ComparisonResult {
  const { comparison } = result
  const { notices = [], self = false } = request
  return {
    ...result,
    comparison: comparison && {
      ...comparison,
      notices: [...notices, ...opened.notices, ...cuts, ...comparison.notices],
      flags: [...comparison.flags, ...flagsWhere({ self_comparison: self })],
      targets: comparison.targets.map((each) => ({
        ...each,
        flags: [...each.flags, ...(opened.opened.get(each.label)?.flags ?? [])],
      })),
    },
  }
}
