import { extname } from 'node:path'
import { BenchError, type WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import { workloadPlanFile } from '@sagellm-benchmark/protocol-types/artifacts'
import {
  type OriginalWorkload,
  originalWorkloadFields,
  originalWorkloadFile,
} from '@sagellm-benchmark/protocol-types/original'
import { fromOriginalWorkload, warmupOfOriginal } from '@sagellm-benchmark/workloads'
import { readJsonFile, readTextFile } from './read-json-file.js'

/** The workloads of a file, and what the file says of the time before them. */
export type WorkloadFile = {
  readonly workloads: readonly WorkloadPlan[]
  /** Unmeasured requests before each workload; `null`: the file does not say. */
  readonly warmupRequests: number | null
}

/**
 * The workloads of a JSON or YAML file: a list of them, or anything that has one, as the config.json of an earlier run has. An entry is in
 * the form of a plan, or in that of the Python original, which has a `prompt`.
 *
 * @throws BenchError `not_found` or `corrupt_data`, naming the file, the entry and the field.
 */
export async function readWorkloads(path: string): Promise<WorkloadFile> {
  const list = listIn(await readAny(path))
  if (!list || list.length === 0)
    throw new BenchError('corrupt_data', `${path} holds no list of workloads`, {
      hint: 'sagellm-benchmark workload-template writes one to begin with; plan.workloads of a config.json will do too',
    })
  const originals: OriginalWorkload[] = []
  const workloads = list.map((each, at) => {
    const place = `${path} workload ${at + 1}`
    if (!isOriginal(each)) return workloadPlanFile.parse(each, place)
    refuseUnknownFields(each, place)
    const original = originalWorkloadFile.parse(each, place)
    originals.push(original)
    return fromOriginalWorkload(original)
  })
  const twice = workloads.find(({ name }, at) => workloads.findIndex((each) => each.name === name) !== at)
  if (twice)
    throw new BenchError('corrupt_data', `${path} has two workloads named ${twice.name}`, {
      hint: 'give each a name of its own: the files of its results are called after it',
    })
  return { workloads, warmupRequests: originals.length === 0 ? null : warmupOfOriginal(originals) }
}

async function readAny(path: string): Promise<unknown> {
  if (!['.yaml', '.yml'].includes(extname(path).toLowerCase())) return readJsonFile(path)
  // A parser of YAML is much code, which only a file in YAML loads.
  const { readYaml } = await import('./read-yaml.js')
  return readYaml(await readTextFile(path), path)
}

type WorkloadSource = { readonly workloads?: unknown; readonly plan?: { readonly workloads?: unknown } }

function listIn(content: unknown): readonly unknown[] | null {
  const source = content as WorkloadSource | null
  const list = Array.isArray(content) ? content : (source?.workloads ?? source?.plan?.workloads)
  return Array.isArray(list) ? list : null
}

/** What a file may say beside the fields of a workload, for those who read it. */
const forReaders = ['description', 'notes', 'comment']

/** The original passed over what it did not know, so that a slip of the pen became another load than the one that was meant. */
function refuseUnknownFields(entry: object, place: string): void {
  const known = originalWorkloadFields()
  const unknown = Object.keys(entry).filter((name) => !known.includes(name) && !forReaders.includes(name))
  if (unknown.length === 0) return
  throw new BenchError('corrupt_data', `${place} has ${unknown.slice(0, 5).join(', ')}, which no workload has`, {
    hint: `its fields are ${known.join(', ')}; ${forReaders.join(', ')} are for readers`,
  })
}

/** Entries of a plan name a source of prompts; those of the original hold the one text itself. */
function isOriginal(entry: unknown): entry is object {
  return typeof entry === 'object' && entry !== null && 'prompt' in entry && !('source' in entry)
}
