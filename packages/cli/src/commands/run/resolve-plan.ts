import { resolve } from 'node:path'
import { dialectNamed } from '@sagellm-benchmark/clients'
import type { RunPlan } from '@sagellm-benchmark/protocol-types'
import { runPlanFile } from '@sagellm-benchmark/protocol-types/artifacts'
import { checkSchedule, checkUntilPrecise } from '@sagellm-benchmark/protocol-types/loads'
import { resumePlan, type ResumeState } from '@sagellm-benchmark/runner'
import { findDataSetForm, readWorkloads } from '@sagellm-benchmark/suite/files'
import { plannedTraces, type Trace } from '@sagellm-benchmark/workloads/traces'
import { type FileScenario, lengthsFromJson, scenarioOfFile } from '@sagellm-benchmark/workloads/scenarios'
import { isLengthFile, type LengthFiles } from '../../options/lengths-from-options.js'
import type { CommandIo } from '../../command/define-command.js'
import { readJsonFile } from '../../files/read-json-file.js'
import { sessionBeginsOf } from '../../options/session-begins-of.js'
import { dataFileOf } from '../../options/data-file-of.js'
import { readTraceOf } from '../../options/read-trace-of.js'
import { secretHeaders } from '../../options/target-from-options.js'
import { planFromOptions } from './plan-from-options.js'
import type { RunOptions } from './run-options.js'

export type ResolvedPlan = {
  readonly plan: RunPlan
  /** Headers that hold a secret: sent, never written. */
  readonly secretHeaders: Readonly<Record<string, string>>
  readonly resume: ResumeState | null
  /** The trace of the plan, where it was read to make it: it is not read again. */
  readonly traces: ReadonlyMap<string, Trace>
}

/**
 * The plan of a run: from an interrupted run's folder, a plan file, or the flags.
 *
 * @throws BenchError `invalid_argument` also for a plan that waits for a figure which it cannot have; `not_found` for a dialect that nobody
 *   knows, so that a dry run refuses what the run would.
 */
export async function resolvePlan(options: RunOptions, io: CommandIo): Promise<ResolvedPlan> {
  const resolved = await readPlan(options, io)
  const { target } = resolved.plan
  checkUntilPrecise(resolved.plan)
  checkSchedule(resolved.plan)
  if (target.kind === 'endpoint' && target.dialect !== 'auto') dialectNamed(target.dialect)
  return resolved
}

async function readPlan(options: RunOptions, io: CommandIo): Promise<ResolvedPlan> {
  const secret = secretHeaders(options)
  if (options.resume !== undefined) {
    const resume = await resumePlan(resolve(io.cwd, options.resume))
    return { plan: resume.plan, secretHeaders: secret, resume, traces: new Map() }
  }
  if (options.plan !== undefined) {
    const path = resolve(io.cwd, options.plan)
    const json = (await readJsonFile(path)) as { plan?: unknown } | null
    return {
      // Its seed was drawn for another run.
      plan: { ...runPlanFile.parse(json?.plan ?? json, path), seedDrawn: false },
      secretHeaders: secret,
      resume: null,
      traces: new Map(),
    }
  }
  const trace = await readTraceOf(options, io)
  const workloadFile =
    options.workloadFile === undefined ? null : await readWorkloads(await dataFileOf(options.workloadFile, io))
  const dataset = options.scenario === undefined ? await datasetOf(options, io) : undefined
  const lengths = await lengthFilesOf(options, io)
  const scenario = await fileScenarioOf(options, io)
  const sessionBegins = await sessionBeginsOf(options, io)
  const plan = planFromOptions({ ...options, dataset }, { trace, workloadFile, lengths, scenario, sessionBegins })
  const read = (key: string, of: string): [string, Trace][] =>
    trace !== null && of === options.trace ? [[key, trace]] : []
  const traces = new Map([...plannedTraces(plan)].flatMap(([key, { path }]) => read(key, path)))
  return { plan, secretHeaders: secret, resume: null, traces }
}

/** The scenario of a file, with what of it differs here said before the first request. */
async function fileScenarioOf(options: RunOptions, io: CommandIo): Promise<FileScenario | null> {
  const { scenario: name, scenarioFile: path, datasetPath } = options
  if (name === undefined || path === undefined) return null
  const read = scenarioOfFile(await readJsonFile(await dataFileOf(path, io)), { path, name, datasetPath })
  for (const notice of read.notices) io.stderr.write(`${notice}\n`)
  return read
}

/** Contents of the files of lengths that flags name. */
async function lengthFilesOf({ promptLengths, outputLengths }: RunOptions, io: CommandIo): Promise<LengthFiles> {
  const paths = [promptLengths, outputLengths].filter((each) => each !== undefined && isLengthFile(each)) as string[]
  const read = paths.map(
    async (path) => [path, lengthsFromJson(await readJsonFile(await dataFileOf(path, io)), path)] as const,
  )
  return new Map(await Promise.all(read))
}

/** The form of a data set: as the flag says, else as its file shows. */
async function datasetOf({ dataset, datasetPath }: RunOptions, io: CommandIo): Promise<string | undefined> {
  if (dataset !== undefined || datasetPath === undefined) return dataset
  const { source, format, because } = await findDataSetForm(await dataFileOf(datasetPath, io))
  const name = format ?? source
  io.stderr.write(`${datasetPath} is read as --dataset ${name}, because ${because}\n`)
  return name
}
