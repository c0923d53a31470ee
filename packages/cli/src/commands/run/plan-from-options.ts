import {
  BenchError,
  invalidArgument,
  type LoadPlan,
  RunPlan,
  type RunPlanInput,
  type WorkloadPlan,
} from '@sagellm-benchmark/protocol-types'
import { loadKindOf } from '@sagellm-benchmark/protocol-types/loads'
import { type LengthDistribution, lengthKindOf, type LengthPlan } from '@sagellm-benchmark/protocol-types/shapes'
import type { SessionBegins, WorkloadFile } from '@sagellm-benchmark/suite/files'
import { resolveWorkloads } from '@sagellm-benchmark/workloads'
import type { FileScenario } from '@sagellm-benchmark/workloads/scenarios'
import type { Trace } from '@sagellm-benchmark/workloads/traces'
import { plainProblem } from '@sagellm-benchmark/protocol-types/edge'
import { keyValues } from '../../command/key-values.js'
import { once } from '../../command/once.js'
import { type LengthFiles, lengthOptions, lengthsFromOptions } from '../../options/lengths-from-options.js'
import { loadFromOptions } from '../../options/load-from-options.js'
import { seedOf } from '../../options/drawn-seed.js'
import { planDefaults } from '../../options/plan-defaults.js'
import { endpointFromOptions, endpointUrl } from '../../options/target-from-options.js'
import { timeoutsFromOptions } from '../../options/timeouts-from-options.js'
import { promptsOf } from './prompts-of.js'
import { loadOfSessionFile, sessionLoad, sessionWorkload } from '../../options/session-workload.js'
import { mixFromOptions } from './mix-from-options.js'
import { scenarioFromOptions } from './scenario-from-options.js'
import { tracedWorkload } from './traced-workload.js'
import type { RunOptions } from './run-options.js'
import { parseServiceLevels } from './service-levels.js'
import { parseThresholds } from '../../options/parse-thresholds.js'

/** Lengths of a workload that the user shapes without naming one of ours. */
const custom = { promptTokens: 256, outputTokens: 128, requests: 100, language: 'en' } as const

export type PlanFiles = {
  /** Content of `--trace`. */
  readonly trace: Trace | null
  /** Content of `--workload-file`. */
  readonly workloadFile: WorkloadFile | null
  /** Number and begins of the sessions of `--session-file`. @default null */
  readonly sessionBegins?: SessionBegins | null
  /** Contents of the files that `--prompt-lengths` and `--output-lengths` name. @default none */
  readonly lengths?: LengthFiles
  /** The scenario of `--scenario-file`. @default null */
  readonly scenario?: FileScenario | null
}

/**
 * The plan that the flags of `run` describe: the same object a library caller writes by hand. Holds no secret.
 *
 * @throws BenchError `invalid_argument` for flags that do not fit together.
 */
export function planFromOptions(options: RunOptions, files: PlanFiles): RunPlan {
  const begins = files.sessionBegins ?? null
  const load = sessionLoad(options) ?? loadFromOptions(options, files.trace) ?? loadOfSessionFile(options, begins)
  const byRequests = options.duration === undefined || options.numPrompts !== undefined
  if (!byRequests && (options.repeat ?? 1) > 1)
    throw invalidArgument('--repeat', options.repeat, 'a run that only --duration ends is one round; add --num-prompts')
  const scenario = scenarioFromOptions(options, files.scenario ?? null)
  const workloads =
    scenario?.workloads ??
    files.workloadFile?.workloads ??
    sessionWorkload(options, load, begins) ??
    tracedWorkload(options, load, files) ??
    workloadsOf(options, load)
  const own = (workload: WorkloadPlan) => shaped(adjusted(workload, options, load), options, files)
  checkPercentiles(options.metricPercentiles)
  const plan: RunPlanInput = {
    target: targetOf(scenario?.api == null ? options : { ...options, endpoint: scenario.api }),
    workloads: scenario === null ? workloads.map(own) : [...workloads],
    ...(scenario === null ? {} : { scenario: scenario.scenario }),
    ...precisionOf(options, byRequests),
    warmup: { requests: scenario?.warmup ?? warmupOf(options, files), seconds: options.warmupSeconds },
    stop: {
      durationSeconds: options.duration ?? null,
      byRequests,
      drain: options.drain,
      drainSeconds: options.requestTimeout,
      afterErrors: options.stopAfterErrors,
      ...(options.maxMinutes !== undefined && load !== null ? { maxScheduleMinutes: options.maxMinutes } : {}),
    },
    ...seedOf(options.seed, options.backendUrl !== undefined),
    serviceLevels: parseServiceLevels(options.goodput),
    thresholds: parseThresholds(options.threshold),
    onUndecided: options.onUndecided,
    timeouts: timeoutsFromOptions(options),
    retries: options.retries,
    maxErrorRate: options.maxErrorRate ?? null,
    keepText: options.saveText,
    metadata: keyValues('--metadata', options.metadata),
  }
  const checked = RunPlan.safeParse(plan, once)
  if (checked.success) return checked.data
  const issue = checked.error.issues[0]
  throw new BenchError(
    'invalid_argument',
    `the flags make no plan: ${issue?.path.join('.')}: ${plainProblem(issue, plan)}`,
    {
      hint: 'see sagellm-benchmark run --help',
    },
  )
}

function targetOf(options: RunOptions): RunPlanInput['target'] {
  const model = options.model ?? null
  const label = options.label === undefined ? {} : { label: options.label }
  if (options.backendUrl === undefined) {
    if (options.backend !== 'cpu') throw withoutUrl(options.backend)
    return { kind: 'cpu', ...label, model, threads: options.threads ?? null, maxBatchSize: options.maxBatchSize }
  }
  // The original's word for an engine behind an endpoint: the dialect, where none is named.
  const dialect = options.backend === 'cpu' || options.dialect !== 'auto' ? options.dialect : options.backend
  const [url = '', ...others] = options.backendUrl.split(',').map((each) => each.trim())
  const sessionHeaders = options.sessionHeader.filter((name) => name !== 'none')
  const plan = endpointFromOptions({ url, label: options.label, model }, { ...options, dialect })
  const replicas = others.map((other) => endpointUrl('--backend-url', other))
  return { ...plan, replicas, balance: options.balance, sessionHeaders }
}

function withoutUrl(backend: string): BenchError {
  const hint =
    'cpu is inference in this program; an engine is a running server: add --backend-url http://127.0.0.1:8000/v1'
  return invalidArgument('--backend', backend, hint)
}

/** Unmeasured requests: what the user says, else a workload file of the original, else the default. */
function warmupOf({ warmup, warmupSeconds }: RunOptions, { workloadFile }: PlanFiles): number {
  return warmup ?? (warmupSeconds > 0 ? null : workloadFile?.warmupRequests) ?? planDefaults.warmup.requests
}

function workloadsOf(options: RunOptions, load: LoadPlan | null): readonly WorkloadPlan[] {
  if (options.workload.length > 0) return resolveWorkloads(options.workload.flatMap((name) => name.split(',')))
  const byFlags =
    load !== null ||
    promptsOf(options, null) !== null ||
    options.promptTokens !== undefined ||
    options.outputTokens !== undefined ||
    options.mix.length + options.loraModules.length > 0 ||
    Object.keys(lengthOptions).some((flag) => options[flag as keyof typeof lengthOptions] !== undefined)
  return byFlags ? [customWorkload(load)] : resolveWorkloads('all')
}

function customWorkload(load: LoadPlan | null): WorkloadPlan {
  const [base] = resolveWorkloads('Q1') as [WorkloadPlan]
  return { ...base, ...custom, name: 'custom', description: 'a load shaped by flags', load: load ?? base.load }
}

/** What flags say about every workload of the plan. */
function adjusted(workload: WorkloadPlan, options: RunOptions, load: LoadPlan | null): WorkloadPlan {
  const requests = requestsOf(workload, options, load)
  const prompts = promptsOf(options, workload)
  return {
    ...workload,
    ...(load ? { load } : {}),
    ...(options.mode === 'batch' ? { load: { kind: 'batch', size: requests } as const } : {}),
    ...(prompts ?? {}),
    language: options.language ?? workload.language,
    promptTokens: prompts?.promptTokens ?? options.promptTokens ?? workload.promptTokens,
    outputTokens: options.outputTokens ?? workload.outputTokens,
    requests,
    sharedPrefixTokens: prompts?.sharedPrefixTokens ?? (options.sharedPrefixTokens || workload.sharedPrefixTokens),
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

/** The same with what differs from request to request: lengths, parts of a mix, cancellations. */
function shaped(workload: WorkloadPlan, options: RunOptions, files: PlanFiles): WorkloadPlan {
  const lengths = lengthsFromOptions(options, workload, files.lengths ?? new Map())
  const { cancelAfterMs: afterMs = null, cancelAfterTokens: afterTokens = null, cancelShare: share } = options
  return {
    ...workload,
    ...mixFromOptions(options),
    ...(lengths === null ? {} : { lengths, ...meansOf(lengths, workload) }),
    ...(afterMs === null && afterTokens === null ? {} : { cancel: { share, afterMs, afterTokens } }),
  }
}

/** What stands for the drawn lengths where one number is wanted. */
function meansOf({ prompt, output }: LengthPlan, own: WorkloadPlan) {
  const mean = (drawn: LengthDistribution | null, otherwise: number) =>
    drawn === null ? otherwise : Math.max(1, Math.round(lengthKindOf(drawn).mean(drawn)))
  return { promptTokens: mean(prompt, own.promptTokens), outputTokens: mean(output, own.outputTokens) }
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

/** Rounds until the figure is known that well; `--repeat` bounds them where it is given. */
const MAX_ROUNDS = 60
/** With fewer rounds it cannot be seen whether they depend on one another. */
const FEWEST_ROUNDS = 12

function precisionOf(options: RunOptions, byRequests: boolean): Pick<RunPlanInput, 'rounds' | 'untilPrecise'> {
  const { untilPrecise, preciseMetric: metric, maxMinutes, repeat } = options
  if (untilPrecise === undefined) return repeat === undefined ? {} : { rounds: repeat }
  if (!byRequests)
    throw invalidArgument('--until-precise', untilPrecise, 'a run that only --duration ends has one round')
  const target = /^\d+(\.\d+)?%?$/.test(untilPrecise) ? Number.parseFloat(untilPrecise) / 100 : Number.NaN
  if (!(target > 0 && target < 1))
    throw invalidArgument('--until-precise', untilPrecise, 'give a percentage above 0 and below 100, such as 3%')
  if (repeat !== undefined && repeat < FEWEST_ROUNDS)
    throw invalidArgument(
      '--repeat',
      repeat,
      `with --until-precise give at least ${FEWEST_ROUNDS} rounds, or leave it out`,
    )
  const limit = maxMinutes === undefined ? {} : { maxMinutes }
  return { rounds: repeat ?? MAX_ROUNDS, untilPrecise: { metric, target, ...limit } }
}
