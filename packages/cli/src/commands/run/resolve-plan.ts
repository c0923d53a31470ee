import { resolve } from 'node:path'
import { dialectNamed } from '@sagellm-benchmark/clients'
import type { RunPlan } from '@sagellm-benchmark/protocol-types'
import { runPlanFile } from '@sagellm-benchmark/protocol-types/artifacts'
import { checkUntilPrecise } from '@sagellm-benchmark/protocol-types/loads'
import { resumePlan, type ResumeState } from '@sagellm-benchmark/runner'
import { readWorkloads } from '@sagellm-benchmark/suite/files'
import { dataSetForm } from '@sagellm-benchmark/workloads'
import type { CommandIo } from '../../command/define-command.js'
import { readJsonFile, readTextFile } from '../../files/read-json-file.js'
import { readTraceOf } from '../../options/read-trace-of.js'
import { secretHeaders } from '../../options/target-from-options.js'
import { planFromOptions } from './plan-from-options.js'
import type { RunOptions } from './run-options.js'

export type ResolvedPlan = {
  readonly plan: RunPlan
  /** Headers that hold a secret: sent, never written. */
  readonly secretHeaders: Readonly<Record<string, string>>
  readonly resume: ResumeState | null
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
  if (target.kind === 'endpoint' && target.dialect !== 'auto') dialectNamed(target.dialect)
  return resolved
}

async function readPlan(options: RunOptions, io: CommandIo): Promise<ResolvedPlan> {
  const secret = secretHeaders(options)
  if (options.resume !== undefined) {
    const resume = await resumePlan(resolve(io.cwd, options.resume))
    return { plan: resume.plan, secretHeaders: secret, resume }
  }
  if (options.plan !== undefined) {
    const path = resolve(io.cwd, options.plan)
    const json = (await readJsonFile(path)) as { plan?: unknown } | null
    return {
      // Its seed was drawn for another run.
      plan: { ...runPlanFile.parse(json?.plan ?? json, path), seedDrawn: false },
      secretHeaders: secret,
      resume: null,
    }
  }
  const trace = await readTraceOf(options, io.cwd)
  const workloadFile =
    options.workloadFile === undefined ? null : await readWorkloads(resolve(io.cwd, options.workloadFile))
  const dataset = await datasetOf(options, io)
  return {
    plan: planFromOptions({ ...options, dataset }, { trace, workloadFile }),
    secretHeaders: secret,
    resume: null,
  }
}

/** The form of a data set: as the flag says, else as its file shows. */
async function datasetOf({ dataset, datasetPath }: RunOptions, io: CommandIo): Promise<string | undefined> {
  if (dataset !== undefined || datasetPath === undefined) return dataset
  const { source, because } = dataSetForm(await readTextFile(resolve(io.cwd, datasetPath)), datasetPath)
  io.stderr.write(`${datasetPath} is read as --dataset ${source}, because ${because}\n`)
  return source
}
