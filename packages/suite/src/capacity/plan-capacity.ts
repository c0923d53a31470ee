import { searchedLimits } from '@sagellm-benchmark/metrics/sweeps'
import { invalidArgument, RunPlan, type RunPlanInput } from '@sagellm-benchmark/protocol-types'
import { loadKindOf } from '@sagellm-benchmark/protocol-types/loads'
import { type CapacityPlan, CapacityQuestion, type PlannedPoint } from '@sagellm-benchmark/protocol-types/sweeps'
import type { z } from 'zod'
import { checkedInput } from '../plan/checked-input.js'

export type CapacityInput = {
  readonly question: z.input<typeof CapacityQuestion>
  /** Of one workload, whose load and number of requests each measurement replaces. */
  readonly plan: RunPlanInput
}

/** How much of what comes back at once is the first rate that is tried, and how far around it the range goes. */
const SCOUT = { requests: 48, concurrency: 16, part: 0.5, range: 64 } as const
const MOST_IN_FLIGHT = 1024

/**
 * The plan of a search.
 *
 * @throws BenchError `invalid_argument` for limits that cannot be searched for, a range that is none, several workloads, or sessions.
 */
export function planCapacity(input: CapacityInput): CapacityPlan {
  const named = (schemaName: string) => ({ problem: 'the capacity cannot be searched for', schemaName })
  const question = checkedInput(CapacityQuestion, input.question, named('CapacityQuestion'))
  const plan = checkedInput(RunPlan, input.plan, named('RunPlan'))
  searchedLimits(question.slo)
  const [workload] = plan.workloads
  if (plan.workloads.length !== 1 || !workload)
    throw invalidArgument('workloads', plan.workloads.length, 'a capacity is that of one workload: name one')
  if (workload.sessions != null)
    throw invalidArgument(
      'sessions',
      workload.sessions,
      'a load of sessions is none of single requests: leave them out',
    )
  if (question.by === 'rate' && loadKindOf(workload.load).window === 'batch')
    throw invalidArgument('load', workload.load.kind, 'a rate is searched for, so that nothing is sent in batches')
  return { schemaVersion: 1, kind: 'capacity_plan', question: withRange(question), plan: asMeasured(plan) }
}

/** The range of a search by concurrency is known; that of a rate may be found by the scout. */
function withRange(question: CapacityQuestion): CapacityQuestion {
  const { by, low, high, start } = question
  const known = by === 'rate' ? { low, high } : { low: low ?? 1, high: high ?? MOST_IN_FLIGHT }
  const begin =
    start ?? (by === 'concurrency' ? known.low : known.low && known.high && Math.sqrt(known.low * known.high))
  const whole = [known.low, known.high, begin].every((each) => each === null || Number.isInteger(each))
  if (by === 'concurrency' && !whole)
    throw invalidArgument('range', `${known.low}..${known.high}`, 'requests in flight are whole')
  const [least, most] = [known.low ?? 0, known.high ?? Infinity]
  if (least > most || (begin !== null && (begin < least || begin > most)))
    throw invalidArgument('range', `${known.low}..${known.high}`, 'give the least load first, and start between')
  return { ...question, ...known, start: begin }
}

/** Each measurement is one round, which its limits do not gate, because the search judges them. */
function asMeasured(plan: RunPlan): RunPlan {
  return { ...plan, rounds: 1, untilPrecise: null, thresholds: [] }
}

/** The search with its range, from how fast answers came back while many were in flight. */
export function withScouted(plan: CapacityPlan, throughputRps: number): CapacityPlan {
  const { low, high, start } = plan.question
  const guess = Number((throughputRps * SCOUT.part).toPrecision(3))
  const range = { low: low ?? guess / SCOUT.range, high: high ?? guess * SCOUT.range }
  const begin = Math.min(range.high, Math.max(range.low, start ?? guess))
  return { ...plan, question: { ...plan.question, ...range, start: begin } }
}

/** The measurement by which a search for a rate finds where to begin. */
export function scoutPoint({ plan }: CapacityPlan): PlannedPoint {
  const load = { kind: 'closed', concurrency: SCOUT.concurrency, rampUpSeconds: 0 } as const
  return pointOf(plan, {
    id: '00_scout',
    load,
    requests: SCOUT.requests,
    settings: { concurrency: SCOUT.concurrency },
    at: 0,
  })
}

/** A measurement of a load: the workload under this load, with prompts of its own. */
export function visitPoint(
  { plan, question: { by } }: CapacityPlan,
  { load, requests, at, secondsLeft }: { load: number; requests: number; at: number; secondsLeft: number | null },
): PlannedPoint {
  const name = by === 'rate' ? 'request-rate' : 'concurrency'
  const point = pointOf(plan, {
    id: `${String(at).padStart(2, '0')}_${name}-${load}`,
    load: loadOf(plan, { by, load }),
    requests,
    settings: { [name]: load },
    at,
  })
  const { stop } = point.plan
  return { ...point, plan: { ...point.plan, stop: { ...stop, durationSeconds: secondsLeft ?? stop.durationSeconds } } }
}

type Load = RunPlan['workloads'][number]['load']

/** Arrivals as the workload has them, at another rate; Poisson where it has none. */
function loadOf({ workloads }: RunPlan, { by, load }: { by: CapacityQuestion['by']; load: number }): Load {
  const own = workloads[0]?.load
  if (by === 'concurrency') return { kind: 'closed', concurrency: load, rampUpSeconds: 0 }
  if (own?.kind === 'gamma' || own?.kind === 'constant' || own?.kind === 'poisson') return { ...own, rateRps: load }
  return { kind: 'poisson', rateRps: load, maxConcurrency: null, rampUpSeconds: 0 }
}

type PointOf = { id: string; load: Load; requests: number; settings: PlannedPoint['settings']; at: number }

function pointOf(plan: RunPlan, { id, load, requests, settings, at }: PointOf): PlannedPoint {
  const [workload] = plan.workloads as [RunPlan['workloads'][number]]
  const seed = (plan.seed + at) % 2 ** 31
  return { id, settings, anchor: false, plan: { ...plan, seed, workloads: [{ ...workload, load, requests }] } }
}
