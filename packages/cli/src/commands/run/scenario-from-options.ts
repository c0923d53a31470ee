import { basename } from 'node:path'
import { invalidArgument, type WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import type { ScenarioName } from '@sagellm-benchmark/protocol-types/shapes'
import { type FileScenario, scenarioNamed } from '@sagellm-benchmark/workloads/scenarios'
import type { RunOptions } from './run-options.js'

/** A load by name, with what says in every artifact which one it is. */
export type ChosenScenario = {
  readonly scenario: ScenarioName
  readonly workloads: readonly WorkloadPlan[]
  readonly warmup: number
  /** The API that it fixes; `null` leaves it to the flags. */
  readonly api: 'chat' | 'completions' | null
}

/**
 * The scenario that `--scenario` names: one of the project's own, or of the file that was read; `null` where none is asked for.
 *
 * @throws BenchError `invalid_argument` for an unknown name.
 */
export function scenarioFromOptions(options: RunOptions, fromFile: FileScenario | null): ChosenScenario | null {
  const { scenario: name, scenarioFile, endpoint } = options
  if (name === undefined) return null
  if (fromFile === null) {
    const { version, workloads, warmup } = scenarioNamed(name)
    return { scenario: { name, version, file: null }, workloads, warmup, api: null }
  }
  const { workload, warmup, api } = fromFile
  if (endpoint !== 'chat' && endpoint !== api)
    throw invalidArgument('--endpoint', endpoint, `the scenario ${name} is sent over the ${api} API`)
  const file = scenarioFile === undefined ? null : basename(scenarioFile)
  return { scenario: { name, version: null, file }, workloads: [workload], warmup, api }
}
