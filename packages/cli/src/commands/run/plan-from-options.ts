import {
  BenchError,
  invalidArgument,
  type LoadPlan,
  RunPlan,
  type RunPlanInput,
  type WorkloadPlan,
} from '@sagellm-benchmark/protocol-types'
import { loadKindOf } from '@sagellm-benchmark/protocol-types/loads'
import { resolveWorkloads } from '@sagellm-benchmark/workloads'
import { keyValues } from '../../command/key-values.js'
import { loadFromOptions } from '../../options/load-from-options.js'
import { seedOf } from '../../options/drawn-seed.js'
import { endpointFromOptions } from '../../options/target-from-options.js'
import type { RunOptions } from './run-options.js'
import { parseServiceLevels } from './service-levels.js'

/** Lengths of a workload that the user shapes without naming one of ours. */
const custom = { promptTokens: 256, outputTokens: 128, requests: 100, language: 'en' } as const

export type PlanFiles = {
  /** Arrivals of `--trace`, ms. */
  readonly arrivalsMs: number[] | null
  /** Content of `--workload-file`. */
  readonly workloads: readonly WorkloadPlan[] | null
}

/**
 * The plan that the flags of `run` describe: the same object a library caller writes by hand. Holds no secret.
 *
 * @throws BenchError `invalid_argument` for flags that do not fit together.
 */
export function planFromOptions(options: RunOptions, files: PlanFiles): RunPlan {
  const load = loadFromOptions(options, files.arrivalsMs)
  const byRequests = options.duration === undefined || options.numPrompts !== undefined
  if (!byRequests && options.repeat > 1)
    throw invalidArgument('--repeat', options.repeat, 'a run that only --duration ends is one round; add --num-prompts')
  const workloads = files.workloads ?? workloadsOf(options, load)
  checkPercentiles(options.metricPercentiles)
  const plan: RunPlanInput = {
    target: targetOf(options),
    workloads: workloads.map((workload) => adjusted(workload, options, load)),
    rounds: options.repeat,
    warmup: { requests: options.warmup, seconds: options.warmupSeconds },
    stop: {
      durationSeconds: options.duration ?? null,
      byRequests,
      drain: options.drain,
      drainSeconds: options.requestTimeout,
      afterErrors: options.stopAfterErrors,
    },
    ...seedOf(options.seed, options.backendUrl !== undefined),
    serviceLevels: parseServiceLevels(options.goodput),
    timeouts: {
      totalMs: options.requestTimeout * 1000,
      firstTokenMs: (options.firstTokenTimeout ?? options.requestTimeout) * 1000,
      interTokenMs: options.interTokenTimeout * 1000,
    },
    retries: options.retries,
    maxErrorRate: options.maxErrorRate ?? null,
    keepText: options.saveText,
    metadata: keyValues('--metadata', options.metadata),
  }
  const checked = RunPlan.safeParse(plan)
  if (checked.success) return checked.data
  const issue = checked.error.issues[0]
  throw new BenchError('invalid_argument', `the flags make no plan: ${issue?.path.join('.')}: ${issue?.message}`, {
    hint: 'see sagellm-benchmark run --help',
  })
}

function targetOf(options: RunOptions): RunPlanInput['target'] {
  const model = options.model ?? null
  const label = options.label === undefined ? {} : { label: options.label }
  if (options.backendUrl === undefined) {
    if (options.backend !== 'cpu') throw unknownBackend(options.backend)
    return { kind: 'cpu', ...label, model, threads: options.threads ?? null, maxBatchSize: options.maxBatchSize }
  }
  return endpointFromOptions({ url: options.backendUrl, label: options.label, model }, options)
}

function unknownBackend(backend: string): BenchError {
  const hint =
    'run --backend is cpu; reach any server with --backend-url URL, and compare engines with the compare command'
  return invalidArgument('--backend', backend, hint)
}

function workloadsOf(options: RunOptions, load: LoadPlan | null): readonly WorkloadPlan[] {
  if (options.workload.length > 0) return resolveWorkloads(options.workload.flatMap((name) => name.split(',')))
  const shaped =
    load !== null ||
    options.dataset !== undefined ||
    options.promptTokens !== undefined ||
    options.outputTokens !== undefined
  return shaped ? [customWorkload(load)] : resolveWorkloads('all')
}

function customWorkload(load: LoadPlan | null): WorkloadPlan {
  const [base] = resolveWorkloads('Q1') as [WorkloadPlan]
  return { ...base, ...custom, name: 'custom', description: 'a load shaped by flags', load: load ?? base.load }
}

/** What flags say about every workload of the plan. */
function adjusted(workload: WorkloadPlan, options: RunOptions, load: LoadPlan | null): WorkloadPlan {
  return {
    ...workload,
    ...(load ? { load } : {}),
    ...(options.dataset
      ? { source: options.dataset, sourceOptions: options.datasetPath ? { path: options.datasetPath } : {} }
      : {}),
    language: options.language ?? workload.language,
    promptTokens: options.promptTokens ?? workload.promptTokens,
    outputTokens: options.outputTokens ?? workload.outputTokens,
    requests: requestsOf(workload, options, load),
    sharedPrefixTokens: options.sharedPrefixTokens || workload.sharedPrefixTokens,
    sampling: {
      ...workload.sampling,
      ...(options.temperature > 0 ? { temperature: options.temperature } : {}),
      ...(options.topP !== undefined ? { topP: options.topP } : {}),
      ...(options.topK !== undefined ? { topK: options.topK } : {}),
      ignoreEos: workload.sampling.ignoreEos && options.ignoreEos,
      stream: workload.sampling.stream && options.stream,
    },
  }
}

/** How many the load will send, where it can be known: as many connections are opened before it starts. */
function requestsOf(workload: WorkloadPlan, options: RunOptions, load: LoadPlan | null): number {
  if (options.numPrompts !== undefined) return options.numPrompts
  const known = load ? loadKindOf(load).requestsWithin(load, options.duration ?? null) : null
  return known ?? workload.requests
}

function checkPercentiles(text: string | undefined): void {
  const given = ['50', '90', '95', '99']
  const wanted = text?.split(',').map((each) => each.trim()) ?? []
  const missing = wanted.find((each) => !given.includes(each))
  if (missing !== undefined)
    throw invalidArgument(
      '--metric-percentiles',
      missing,
      `the results hold ${given.join(', ')}; records.jsonl has all`,
    )
}
