import { BenchError, type WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import { workloadPlanFile } from '@sagellm-benchmark/protocol-types/artifacts'
import { readJsonFile } from '../files/read-json-file.js'

/**
 * The workloads of a file: a list of them, or anything that has one, as the config.json of an earlier run has.
 *
 * @throws BenchError `not_found` or `corrupt_data`, naming the file and the field.
 */
export async function readWorkloads(path: string): Promise<WorkloadPlan[]> {
  const json = (await readJsonFile(path)) as WorkloadSource | null
  const list = Array.isArray(json) ? json : (json?.workloads ?? json?.plan?.workloads)
  if (!Array.isArray(list) || list.length === 0)
    throw new BenchError('corrupt_data', `${path} holds no list of workloads`, {
      hint: 'see the plan.workloads of a config.json, or what run --dry-run prints',
    })
  return list.map((each, at) => workloadPlanFile.parse(each, `${path} workload ${at + 1}`))
}

type WorkloadSource = { readonly workloads?: unknown; readonly plan?: { readonly workloads?: unknown } }
