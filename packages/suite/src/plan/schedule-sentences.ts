import type { RunPlan, WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import { durationText, scheduleSeconds } from '@sagellm-benchmark/protocol-types/loads'
import type { ResolvedIo } from '../io.js'

/** A drawn schedule is told where it is longer than a user waits without asking himself what happens. */
const LONG_SECONDS = 600

/** How long the schedules of a plan take, and what of them its time limit leaves out: to be known before the first request. */
export function scheduleSentences(plan: RunPlan, io: Pick<ResolvedIo, 'loadKinds'>): string[] {
  return plan.workloads.flatMap((workload) => {
    const seconds = scheduleSeconds(plan, workload, io)
    const isTrace = workload.load.kind === 'trace'
    if (seconds === null || (!isTrace && seconds < LONG_SECONDS)) return []
    const { durationSeconds } = plan.stop
    if (durationSeconds === null || seconds <= durationSeconds) return [lasts(plan, workload, seconds)]
    return [cutOff(workload, { seconds, durationSeconds })]
  })
}

function lasts({ rounds, stop }: RunPlan, { name, load, sessions }: WorkloadPlan, seconds: number): string {
  const what = load.kind === 'trace' ? 'The replay' : 'The schedule'
  const times = stop.byRequests && rounds > 1 ? `, ${rounds} rounds one after the other` : ''
  const gap = load.kind === 'trace' ? longestGap(load) : 0
  // One arrival far from the others is mostly a wrong row.
  const waits =
    gap > LONG_SECONDS * 1000 ? `; its longest wait between two arrivals is ${durationText(gap / 1000)}` : ''
  const last = sessions == null ? 'to its last request' : 'until its last session begins'
  return `${what} of ${name} takes ${durationText(seconds)} ${last}${times}${waits}.`
}

type Cut = { readonly seconds: number; readonly durationSeconds: number }

function cutOff({ name, load, sessions }: WorkloadPlan, { seconds, durationSeconds }: Cut): string {
  const limit = durationText(durationSeconds)
  if (load.kind !== 'trace')
    return `The schedule of ${name} takes ${durationText(seconds)}; what is due after ${limit} is not sent.`
  const within = load.arrivalsMs.filter((at) => at * load.timeScale < durationSeconds * 1000).length
  return `The replay of ${name} takes ${durationText(seconds)}, and is ended after ${limit}: ${within} of its ${load.arrivalsMs.length} ${sessions == null ? 'requests are' : 'sessions are'} due by then, the others are not sent.`
}

function longestGap({ arrivalsMs, timeScale }: Extract<WorkloadPlan['load'], { kind: 'trace' }>): number {
  let longest = 0
  let last = 0
  for (const at of arrivalsMs) {
    longest = Math.max(longest, at - last)
    last = at
  }
  return longest * timeScale
}
