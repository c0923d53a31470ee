import { BenchError } from '../errors/bench-error.js'
import { arrivalTimes } from '../loads/arrival-times.js'
import type { LoadKind } from '../loads/load-kind.js'
import { loadKindOf } from '../loads/load-kind-of.js'
import { deriveSeed } from '../random/derive-seed.js'
import type { RunPlan, WorkloadPlan } from './run-plan.js'

type Plan = Pick<RunPlan, 'rounds' | 'stop' | 'seed' | 'workloads'>
type Kinds = { readonly loadKinds?: readonly LoadKind[] }

/**
 * How long the schedule of a workload is, in seconds from its first request to the one that is due last, over all rounds; `null` where
 * replies decide when requests are sent, or a time does. What is drawn is drawn as for the load itself.
 */
export function scheduleSeconds(plan: Plan, { load, requests, name }: WorkloadPlan, { loadKinds = [] }: Kinds = {}) {
  if (!loadKindOf(load, loadKinds).openLoop) return null
  const known = load.kind === 'trace' ? load.arrivalsMs.length : null
  const wanted = plan.stop.byRequests ? requests : known
  if (wanted === null) return null
  const last = load.kind === 'trace' ? lastOfTrace(load, wanted) : lastDrawn(plan, { load, name, wanted, loadKinds })
  // As the load engine lays rounds end to end.
  const gap = wanted > 1 ? Math.min(10_000, last / (wanted - 1)) : 0
  const rounds = plan.stop.byRequests ? plan.rounds : 1
  return (rounds * last + (rounds - 1) * gap) / 1000
}

/**
 * Refuses a plan whose schedule takes longer than it allows: the program would wait for the last arrival, for days where a trace has its
 * times in another unit.
 *
 * @throws BenchError `invalid_argument` that names the workload, the time it would take, and what would do.
 */
export function checkSchedule(plan: Plan, kinds: Kinds = {}): void {
  const { maxScheduleMinutes, durationSeconds } = plan.stop
  for (const workload of plan.workloads) {
    const seconds = Math.min(scheduleSeconds(plan, workload, kinds) ?? 0, durationSeconds ?? Number.POSITIVE_INFINITY)
    if (seconds <= 60 * maxScheduleMinutes) continue
    const taken = `the last request of ${workload.name} is due after ${durationText(seconds)}, beyond the limit of ${durationText(60 * maxScheduleMinutes)}`
    const faster =
      workload.load.kind !== 'trace'
        ? 'ask for fewer requests or a higher rate'
        : workload.sessions != null
          ? 'take fewer sessions (--sessions), begin them faster (--time-scale 0.01), or at a pace of yours (--concurrent-sessions, --session-rate)'
          : 'take a part of the trace (--trace-start, --trace-duration, --num-prompts), replay it faster (--time-scale 0.01, --trace-rate 5)'
    const hint = `${faster}, end it with --duration, or allow it with --max-minutes ${Math.ceil(seconds / 60)}`
    throw new BenchError('invalid_argument', taken, { hint })
  }
}

/** @example durationText(7800) // '2 h 10 min' */
export function durationText(seconds: number): string {
  const units = [
    ['day', 86_400],
    ['h', 3600],
    ['min', 60],
  ] as const
  const at = units.findIndex(([, size]) => seconds >= size)
  const found = units[at]
  if (!found) return `${Number(seconds.toPrecision(3))} s`
  const [unit, size] = found
  const whole = Math.floor(seconds / size)
  const [nextUnit, nextSize] = units[at + 1] ?? ['s', 1]
  const rest = Math.floor((seconds - whole * size) / nextSize)
  const first = unit === 'day' && whole !== 1 ? `${whole} days` : `${whole} ${unit}`
  return rest > 0 ? `${first} ${rest} ${nextUnit}` : first
}

function lastOfTrace({ arrivalsMs, timeScale }: Extract<WorkloadPlan['load'], { kind: 'trace' }>, wanted: number) {
  return (arrivalsMs[Math.min(wanted, arrivalsMs.length) - 1] ?? 0) * timeScale
}

type Drawing = Pick<WorkloadPlan, 'load' | 'name'> & Required<Kinds> & { readonly wanted: number }

function lastDrawn({ seed }: Plan, { load, name, wanted, loadKinds }: Drawing): number {
  let last = 0
  let drawn = 0
  for (const dueAtMs of arrivalTimes(load, { seed: deriveSeed(seed, 'arrivals', name, 'flow', 0), loadKinds })) {
    if (dueAtMs === null) break
    last = dueAtMs
    drawn += 1
    if (drawn >= wanted) break
  }
  return last
}
