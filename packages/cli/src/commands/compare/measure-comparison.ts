import { resolve } from 'node:path'
import { type Clock, systemClock } from '@sagellm-benchmark/protocol-types'
import type { EnvironmentManifest } from '@sagellm-benchmark/protocol-types/artifacts'
import { collectEnvironment, type TargetObserver } from '@sagellm-benchmark/probes'
import { uniqueFileStems } from '@sagellm-benchmark/reporters'
import { createEndpointClient, createRunFolder, measureClockOffsets, openJournal } from '@sagellm-benchmark/runner'
import { readCalibration } from '@sagellm-benchmark/runner/calibration'
import { type ComparisonResult, type ComparisonTarget, runComparison } from '@sagellm-benchmark/runner/compare'
import type { ComparisonPlan } from '@sagellm-benchmark/protocol-types/comparison'
import { promptSources } from '@sagellm-benchmark/workloads'
import type { CommandIo } from '../../command/define-command.js'
import { readTextFile } from '../../files/read-json-file.js'
import { version } from '../../version.js'
import type { MeasuringOptions } from './compare-options.js'
import { comparisonDisplay } from './comparison-display.js'
import { comparisonPlan } from './comparison-plan.js'
import { type NamedTarget, openTargets, type OpenTargets } from './open-targets.js'
import { promptResources } from './prompt-resources.js'
import { NO_KEY } from './reproduce-script.js'
import { compareArtifacts } from './write-compare-folder.js'

export type MeasureComparisonOptions = {
  readonly options: MeasuringOptions
  /** The first is the baseline; one alone is captured. */
  readonly targets: readonly NamedTarget[]
  /** Folder for the artifacts. */
  readonly outputDir: string
  /** What is sent, where it is not the workloads that the options name. */
  readonly scenarios?: readonly object[]
  /** Unmeasured rounds of each target in each cell. @default 1 */
  readonly warmupRounds?: number
  /** Contents of files that the scenarios name. @default read from disk */
  readonly files?: Readonly<Record<string, string>>
  /** Further files that will be written there, by name or pattern. @default none */
  readonly artifacts?: readonly (string | RegExp)[]
  /** Watches a target through the measured phase. @default what `runComparison` does */
  readonly observe?: (target: ComparisonTarget) => Promise<TargetObserver>
  readonly io: CommandIo
}

/** A comparison as it was measured, ready to be written and told. */
export type MeasuredComparison = {
  readonly folder: string
  /** File stems of the targets, in their order. */
  readonly stems: readonly string[]
  readonly seed: number
  readonly result: ComparisonResult
  readonly environment: EnvironmentManifest
  /** Targets that were there before: what a cleanup may ask about. */
  readonly reused: readonly NamedTarget[]
}

/**
 * Opens the targets, measures them against each other into a folder of its own, and stops what it started. Records are on
 * disk when this returns; the reports are written by `writeCompareFolder`.
 *
 * @throws BenchError for flags, files or targets that cannot be used; nothing that was started is left behind.
 */
export async function measureComparison(request: MeasureComparisonOptions): Promise<MeasuredComparison> {
  const { options, targets, io } = request
  const clock = systemClock()
  const say = (text: string) => void (options.quiet || io.stderr.write(`${text}\n`))
  const seed = options.seed ?? Math.floor(clock.unixMs() / 1000) % 1_000_000
  // Flags and workload files are checked before anything is started; lengths are known only afterwards.
  const context = { io, seed, ...only(request, ['scenarios', 'warmupRounds']) }
  const draft = await comparisonPlan(options, { ...context, contextLength: null, exactLengths: true })
  const files = request.files ?? (await filesOf(draft, io))

  const folder = resolve(io.cwd, request.outputDir)
  const stems = uniqueFileStems(targets.map(({ label }) => label))
  const run = await createRunFolder(folder, {
    artifacts: [...compareArtifacts(stems), ...(request.artifacts ?? [])],
    clock,
  })
  try {
    const opened = await openTargets(targets, {
      model: options.model,
      apiKey: options.apiKey,
      serverWaitSeconds: options.serverWait,
      folder,
      stems,
      clock,
      io,
      say,
    })
    try {
      return {
        folder,
        stems,
        seed,
        reused: opened.reused,
        ...(await measure(request, { opened, folder, seed, clock, files })),
      }
    } finally {
      await opened.close()
    }
  } finally {
    await run.release()
  }
}

type Session = {
  readonly opened: OpenTargets
  readonly folder: string
  readonly seed: number
  readonly clock: Clock
  readonly files: Readonly<Record<string, string>>
}

async function measure(request: MeasureComparisonOptions, { opened, folder, seed, clock, files }: Session) {
  const { options, observe, io } = request
  const counters = opened.targets.map(({ endpoint, apiKey = null }) =>
    createEndpointClient({ target: endpoint, timeouts: countingTimeouts, retries: 0 }, { apiKey, clock }),
  )
  const display = options.quiet ? null : comparisonDisplay(io.stderr)
  const journal = openJournal(folder)
  try {
    const prompts = await promptResources({ tokenizer: options.tokenizer, model: options.model, clients: counters, io })
    const exactLengths = prompts.tokenizer !== undefined || prompts.countPrompt !== undefined
    const plan = await comparisonPlan(options, {
      io,
      seed,
      contextLength: opened.contextLength,
      exactLengths,
      ...only(request, ['scenarios', 'warmupRounds']),
    })
    const offsets = measureClockOffsets(clock)
    const environment = await collectEnvironment({
      tool: { name: 'sagellm-benchmark', version },
      commandLine: ['sagellm-benchmark', ...io.argv],
      secrets: options.apiKey === NO_KEY ? [] : [options.apiKey],
      seed,
      clock,
      workingFolder: io.cwd,
      clockOffsetsMs: { monotonic: offsets.toMonotonicMs, unix: offsets.toUnixMs },
    })
    const result = await runComparison({
      plan,
      targets: opened.targets,
      sink: journal,
      prompts: { ...prompts, files },
      clientMachine: environment.machine,
      calibration: await readCalibration({ transport: 'raw', workers: 1 }).catch(() => null),
      clock,
      signal: io.signal,
      ...(io.stopSignal ? { stopSignal: io.stopSignal } : {}),
      ...(observe ? { observe } : {}),
      ...(display ? { onProgress: display.show } : {}),
    })
    return { result: withNotices(result, opened), environment }
  } finally {
    display?.stop()
    journal.close()
    await Promise.all(counters.map((client) => client.close()))
  }
}

/** What opening the targets brought to light belongs to every report. */
function withNotices(result: ComparisonResult, { notices, flags }: OpenTargets): ComparisonResult {
  const { comparison } = result
  return {
    ...result,
    comparison: comparison && {
      ...comparison,
      notices: [...notices, ...comparison.notices],
      targets: comparison.targets.map((each) => ({
        ...each,
        flags: [...each.flags, ...(flags.get(each.label) ?? [])],
      })),
    },
  }
}

/** The data sets that the scenarios name. */
async function filesOf({ scenarios }: ComparisonPlan, io: CommandIo): Promise<Record<string, string>> {
  const paths = scenarios.flatMap(({ source, sourceOptions }) => sourceFiles(source, sourceOptions))
  return Object.fromEntries(
    await Promise.all(paths.map(async (path) => [path, await readTextFile(resolve(io.cwd, path))])),
  )
}

function sourceFiles(source: string, sourceOptions: object): readonly string[] {
  return promptSources.find(({ name }) => name === source)?.files(sourceOptions) ?? []
}

function only<T extends object, K extends keyof T>(value: T, keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(keys.flatMap((key) => (value[key] === undefined ? [] : [[key, value[key]]]))) as Pick<T, K>
}

const countingTimeouts = { connectMs: 10_000, firstTokenMs: 10_000, interTokenMs: 10_000, totalMs: 10_000 }
