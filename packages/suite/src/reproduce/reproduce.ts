import { realpath } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { BenchError, invalidArgument } from '@sagellm-benchmark/protocol-types'
import { runConfigFile } from '@sagellm-benchmark/protocol-types/artifacts'
import type { ComparisonVerdict } from '@sagellm-benchmark/protocol-types/comparison'
import { ComparisonPlan } from '@sagellm-benchmark/protocol-types/comparison'
import type { Difference } from '@sagellm-benchmark/runner/convergence'
import { readJsonFile } from '../files/read-json-file.js'
import { openResult } from '../report/open-result.js'
import { run } from '../run/run.js'
import type { RunOptions, RunOutcome } from '../run/run-outcome.js'
import { environmentDifferences } from './environment-differences.js'
import {
  measuredRounds,
  type ReproductionAnswer,
  reproductionAnswer,
  reproductionVerdicts,
} from './judge-reproduction.js'

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
 *   was taken out of it, and where the repetition would be written over the record; as `run`.
 */
export async function reproduce(given: string, options: ReproduceOptions): Promise<Reproduction> {
  const { seed, margin = ComparisonPlan.shape.margin.parse(undefined), ...own } = options
  const cwd = own.cwd ?? process.cwd()
  const folder = resolve(cwd, given)
  await refuseSameFolder(folder, resolve(cwd, own.output ?? './benchmark_results'))
  const path = join(folder, 'config.json')
  const { plan } = runConfigFile.parse(await readJsonFile(path), path)
  if (JSON.stringify([plan.target, plan.workloads]).includes('[redacted]'))
    throw new BenchError('invalid_argument', `${path}: its address or body held a key, which is not kept`, {
      hint: 'measure it anew by its command line, and compare the two folders',
    })
  const { input, workloads } = await openResult(folder, own)
  if (input.kind !== 'summary' || workloads.length === 0)
    throw new BenchError('not_found', `${folder} holds no result of a run`, { hint: 'give the folder of run' })
  const { loadKinds = [] } = own
  const inRecord = new Map(workloads.map(({ workload, metrics }) => [workload ?? '', metrics]))
  // Read before anything is sent: a record that is broken would be found out only after the measurement.
  const recorded = await measuredRounds(plan, { folder, metrics: inRecord }, loadKinds)
  const outcome = await run({ ...plan, ...(seed === null ? {} : { seed, seedDrawn: true }) }, own)
  const metrics = new Map(outcome.workloads.map((each) => [each.name, each.metrics]))
  const again = await measuredRounds(plan, { folder: outcome.folder, metrics }, loadKinds)
  const verdicts = reproductionVerdicts(plan, { recorded, again, margin, loadKinds })
  return {
    answer: reproductionAnswer(verdicts),
    verdicts,
    environment: await environmentDifferences(folder, outcome.folder),
    outcome,
  }
}

/** The record would make way for the repetition, which was then held against itself. */
async function refuseSameFolder(record: string, output: string): Promise<void> {
  const real = (path: string) => realpath(path).catch(() => path)
  if ((await real(record)) !== (await real(output))) return
  throw invalidArgument('output', output, 'it holds the result that is to be reproduced: give another folder')
}
