import { BenchError, invalidArgument, type LoadPlan, type WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import { checkSchedule, loadKindOf } from '@sagellm-benchmark/protocol-types/loads'
import { loadOfBegins } from '@sagellm-benchmark/suite/files'
import { resolveWorkloads } from '@sagellm-benchmark/workloads'
import type { Trace } from '@sagellm-benchmark/workloads/traces'
import type { CommandIo } from '../command/define-command.js'
import { countsSessions } from './counts-sessions.js'
import type { LoadOptions } from './load-options.js'
import { planDefaults } from './plan-defaults.js'
import { loadFromText } from './load-from-text.js'
import { rampOverRequests } from './ramp-over-requests.js'
import { readTraceOf } from './read-trace-of.js'

/** The flags of a load, with the one batch that a command wants, where it wants one. */
export type LoadChoice = LoadOptions & { readonly batchSize?: number | undefined }

/**
 * The load that the flags ask for; `null` when they ask for none, so that each workload keeps its own.
 *
 * @param trace - content of `--trace`; see `readTraceOf`.
 * @throws BenchError `invalid_argument` for flags that do not fit together.
 */
export function loadFromOptions(options: LoadChoice, trace: Pick<Trace, 'arrivalsMs'> | null): LoadPlan | null {
  const maxConcurrency = options.maxConcurrency ?? null
  const rampUpSeconds = options.rampUp
  const rateRps = options.requestRate === undefined ? null : rate('--request-rate', options.requestRate)

  const asked = [
    options.concurrency !== undefined && '--concurrency',
    options.batchSize !== undefined && '--batch-size',
    rateRps !== null && '--request-rate',
    trace !== null && '--trace',
    options.load !== undefined && '--load',
    options.rampUpStrategy !== undefined && '--ramp-up-strategy',
  ].filter((flag): flag is string => flag !== false)
  if (asked.length > 1 && !cappedBurst(options, rateRps))
    throw new BenchError('invalid_argument', `the load is given twice: ${asked.join(' with ')}`, {
      hint: 'give one of them; --max-concurrency caps a rate',
    })

  if (trace) {
    const { arrivalsMs } = trace
    const wanted = arrivalsMs.length * options.loops
    return loadOfBegins(arrivalsMs, { wanted, timeScale: timeScaleOf(options, arrivalsMs), maxConcurrency })
  }
  if (options.load !== undefined) return loadFromText(options.load, { maxConcurrency })
  if (options.rampUpStrategy !== undefined) {
    return rampOverRequests(options, { ofSessions: countsSessions(options) })
  }
  if (options.batchSize !== undefined) return { kind: 'batch', size: options.batchSize }
  if (rateRps === null || rateRps === Number.POSITIVE_INFINITY) return closedOrBurst(options, rateRps, rampUpSeconds)

  const burstiness = rate('--burstiness', options.burstiness)
  if (burstiness === Number.POSITIVE_INFINITY) return { kind: 'constant', rateRps, maxConcurrency, rampUpSeconds }
  if (burstiness === 1) return { kind: 'poisson', rateRps, maxConcurrency, rampUpSeconds }
  return { kind: 'gamma', rateRps, burstiness, maxConcurrency, rampUpSeconds }
}

/**
 * The loads of a command that measures several: batches of the sizes that are asked for, and of the command's own where nothing else
 * is; the one other load; and how many requests a round of it has.
 *
 * @throws BenchError `invalid_argument` as `loadFromOptions`.
 */
export async function loadsFromOptions(
  { batchSize, ...options }: LoadOptions & { readonly batchSize?: readonly number[] | undefined },
  io: CommandIo,
) {
  const load = loadFromOptions(options, await readTraceOf(options, io))
  if (load !== null) checkRound(load, options)
  const sizes = batchSize === undefined ? (load === null ? null : []) : [...new Set(batchSize)]
  return {
    ...(sizes === null ? {} : { batchSizes: sizes }),
    loads: load === null ? [] : [load],
    ...(load === null || options.numPrompts === undefined ? {} : { requestsPerRound: options.numPrompts }),
  }
}

/** A round that takes longer than a user waits is refused before it begins, as a run's schedule is. */
function checkRound(load: LoadPlan, { numPrompts, ...options }: LoadOptions): void {
  const { maxMinutes = planDefaults.stop.maxScheduleMinutes } = options as { readonly maxMinutes?: number }
  const requests = numPrompts ?? loadKindOf(load).requestsWithin(load, null) ?? 1
  const [workload] = resolveWorkloads('Q1') as [WorkloadPlan]
  checkSchedule({
    rounds: 1,
    seed: 0,
    stop: { ...planDefaults.stop, maxScheduleMinutes: maxMinutes },
    workloads: [{ ...workload, name: 'a round', requests, load }],
  })
}

/**
 * What stretches the recorded gaps to the rate that is asked for.
 *
 * @throws BenchError `invalid_argument` where nothing was recorded that could be stretched.
 */
export function timeScaleOf(
  { traceRate, timeScale }: Pick<LoadOptions, 'traceRate' | 'timeScale'>,
  arrivalsMs: readonly number[],
): number {
  if (traceRate === undefined) return timeScale
  const seconds = (arrivalsMs.at(-1) ?? 0) / 1000
  if (seconds > 0) return (arrivalsMs.length - 1) / seconds / traceRate
  throw invalidArgument('--trace-rate', traceRate, 'it has no two arrivals at different times')
}

/** Other tools write a closed loop as an infinite rate under a cap. */
function closedOrBurst(options: LoadChoice, rateRps: number | null, rampUpSeconds: number): LoadPlan | null {
  const concurrency = options.concurrency ?? options.maxConcurrency
  if (concurrency !== undefined) return { kind: 'closed', concurrency, rampUpSeconds }
  if (rateRps === null) return null
  if (options.numPrompts === undefined)
    throw invalidArgument('--request-rate', 'inf', `say how many ${howMany(options)}`)
  return { kind: 'batch', size: options.numPrompts }
}

/** The flag that bounds a load at once, of requests or of sessions. */
function howMany(options: LoadChoice): string {
  return countsSessions(options) ? 'sessions begin at one instant with --batch-size' : 'with --num-prompts'
}

function cappedBurst(options: LoadChoice, rateRps: number | null): boolean {
  return rateRps === Number.POSITIVE_INFINITY && options.concurrency !== undefined && options.batchSize === undefined
}

function rate(flag: string, text: string): number {
  const value = text === 'inf' ? Number.POSITIVE_INFINITY : Number(text)
  if (!(value > 0)) throw invalidArgument(flag, text, 'give a positive number, or inf')
  return value
}
