import { join, resolve } from 'node:path'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import { runConfigFile } from '@sagellm-benchmark/protocol-types/artifacts'
import type { ComparisonVerdict } from '@sagellm-benchmark/protocol-types/comparison'
import { ComparisonPlan } from '@sagellm-benchmark/protocol-types/comparison'
import type { Difference } from '@sagellm-benchmark/runner/convergence'
import { readJsonFile } from '../files/read-json-file.js'
import { openResult } from '../report/open-result.js'
import { run } from '../run/run.js'
import type { RunOptions, RunOutcome } from '../run/run-outcome.js'
import { environmentDifferences } from './environment-differences.js'
import { type ReproductionAnswer, reproductionAnswer, reproductionVerdicts } from './judge-reproduction.js'

export type ReproduceOptions = RunOptions & {
  /** Seed of the prompts, which have the lengths of the recorded ones. `null`: the recorded prompts, which a cache may know. */
  readonly seed: number | null
  /** Differences up to this share do not matter. @default that of comparisons */
  readonly margin?: number
}

export type Reproduction = {
  readonly answer: ReproductionAnswer
  /** Of each figure of each workload: the repetition against the record. */
  readonly verdicts: readonly ComparisonVerdict[]
  /** Where the machine, the program or its settings are not those of the record; `null`: one of the two does not say. */
  readonly environment: readonly Difference[] | null
  readonly outcome: RunOutcome
}

/**
 * Measures the plan of a run's folder again and holds its rounds against the recorded ones.
 *
 * @throws BenchError `not_found` for a folder without the plan and the result of a run; `invalid_argument` where the plan lacks a secret that
 *   was taken out of it; as `run`.
 */
export async function reproduce(given: string, options: ReproduceOptions): Promise<Reproduction> {
  const { seed, margin = ComparisonPlan.shape.margin.parse(undefined), ...own } = options
  const folder = resolve(own.cwd ?? process.cwd(), given)
  const path = join(folder, 'config.json')
  const { plan } = runConfigFile.parse(await readJsonFile(path), path)
  if (JSON.stringify([plan.target, plan.workloads]).includes('[redacted]'))
    throw new BenchError('invalid_argument', `${path}: its address or body held a key, which is not kept`, {
      hint: 'measure it anew by its command line, and compare the two folders',
    })
  const { input, workloads } = await openResult(folder, own)
  if (input.kind !== 'summary' || workloads.length === 0)
    throw new BenchError('not_found', `${folder} holds no result of a run`, { hint: 'give the folder of run' })
  const outcome = await run({ ...plan, ...(seed === null ? {} : { seed, seedDrawn: true }) }, own)
  const recorded = {
    folder,
    metrics: new Map(workloads.map(({ workload, metrics }) => [workload ?? '', metrics])),
  }
  const again = {
    folder: outcome.folder,
    metrics: new Map(outcome.workloads.map(({ name, metrics }) => [name, metrics])),
  }
  const verdicts = await reproductionVerdicts(plan, { recorded, again, margin, loadKinds: own.loadKinds ?? [] })
  return {
    answer: reproductionAnswer(verdicts),
    verdicts,
    environment: await environmentDifferences(folder, outcome.folder),
    outcome,
  }
}
