import type { EngineClient } from '@sagellm-benchmark/clients'
import type { Clock } from '@sagellm-benchmark/protocol-types'
import { createOverheadMonitor, type OverheadMonitor } from '../overhead/overhead-monitor.js'
import { driveShare } from './drive-share.js'
import type { LoadGenerator } from './load-generator.js'
import { shapeOf } from './load-shape.js'
import { workloadOutcome } from './workload-outcome.js'

export type ThisThreadOptions = {
  readonly clock: Clock
  /** @default createOverheadMonitor(clock) */
  readonly monitor?: OverheadMonitor | undefined
}

/** Drives a load from the caller's own thread, through a client of the caller. */
export function thisThread(client: EngineClient, { clock, monitor }: ThisThreadOptions): LoadGenerator {
  const thread = { client, clock, monitor: monitor ?? createOverheadMonitor(clock) }
  return {
    get identity() {
      return client.identity
    },
    threads: 0,
    async drive(options) {
      const { plan, workload, calibration } = options
      const share = await driveShare(thread, { ...options, shape: shapeOf(plan, options) })
      return workloadOutcome([share], { workload, identity: client.identity, calibration, loadThreads: 0 })
    },
    close: () => client.close(),
  }
}
