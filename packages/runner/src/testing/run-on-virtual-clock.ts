import type { RequestRecord, RunPlan } from '@sagellm-benchmark/protocol-types'
import { type VirtualClock, virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import type { RequestSource } from '../load/request-source.js'
import { runPlan, type RunPlanOptions } from '../load/run-plan.js'
import type { RunResult } from '../load/run-result.js'
import { notSampled, type OverheadMonitor } from '../overhead/overhead-monitor.js'
import { type FakeClient, type FakeClientOptions, fakeClient } from './fake-client.js'

export type VirtualRun = {
  readonly result: RunResult
  readonly records: readonly RequestRecord[]
  readonly client: FakeClient
  readonly clock: VirtualClock
}

export type VirtualRunOptions = Omit<FakeClientOptions, 'clock'> & {
  readonly options?: Partial<RunPlanOptions>
  /** Called before the clock starts to run, e.g. to plan an interruption. */
  readonly before?: (clock: VirtualClock) => void
}

/** A monitor that samples nothing: virtual time has no event-loop delay. */
export const noMonitor: OverheadMonitor = {
  start() {},
  stalledMs: () => 0,
  stop: () => notSampled,
}

/** A whole run in virtual time. */
export async function runOnVirtualClock(
  plan: RunPlan,
  requests: RequestSource,
  { options = {}, before = () => {}, ...fake }: VirtualRunOptions = {},
): Promise<VirtualRun> {
  const clock = virtualClock()
  const client = fakeClient({ clock, ...fake })
  const records: RequestRecord[] = []
  const observers = [...(options.observers ?? []), { onRecord: (record: RequestRecord) => void records.push(record) }]
  before(clock)
  const running = runPlan({ plan, client, requests, clock, monitor: noMonitor, ...options, observers })
  let over = false
  const ended = running.then(
    () => {
      over = true
    },
    () => {
      over = true
    },
  )
  // A turn without timers may still be waiting for promises: run until the plan itself has ended.
  while (!over) {
    await clock.runAll(clock.now() + 600_000)
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 0))])
  }
  return { result: await running, records, client, clock }
}
