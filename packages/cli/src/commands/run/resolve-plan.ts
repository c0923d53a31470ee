import { resolve } from 'node:path'
import type { RunPlan } from '@sagellm-benchmark/protocol-types'
import { runPlanFile } from '@sagellm-benchmark/protocol-types/artifacts'
import { resumePlan, type ResumeState } from '@sagellm-benchmark/runner'
import type { CommandIo } from '../../command/define-command.js'
import { readJsonFile } from '../../files/read-json-file.js'
import { readArrivals } from '../../options/read-arrivals.js'
import { readWorkloads } from '../../options/read-workloads.js'
import { secretHeaders } from '../../options/target-from-options.js'
import { planFromOptions } from './plan-from-options.js'
import type { RunOptions } from './run-options.js'

export type ResolvedPlan = {
  readonly plan: RunPlan
  /** Headers that hold a secret: sent, never written. */
  readonly secretHeaders: Readonly<Record<string, string>>
  readonly resume: ResumeState | null
}

/** The plan of a run: from an interrupted run's folder, a plan file, or the flags. */
export async function resolvePlan(options: RunOptions, io: CommandIo): Promise<ResolvedPlan> {
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
  const arrivalsMs = await readArrivals(options.trace, io.cwd)
  const workloads =
    options.workloadFile === undefined ? null : await readWorkloads(resolve(io.cwd, options.workloadFile))
  return { plan: planFromOptions(options, { arrivalsMs, workloads }), secretHeaders: secret, resume: null }
}
