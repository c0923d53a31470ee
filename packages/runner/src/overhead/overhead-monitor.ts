import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Clock } from '@sagellm-benchmark/protocol-types'

/** What the load generator cost while it measured, of this thread and process. */
export type OverheadSample = {
  readonly eventLoopDelayP99Ms: number | null
  readonly eventLoopDelayMaxMs: number | null
  /** CPU time of the process per second of wall time: 1 is one whole core. `null` for a time too short to tell. */
  readonly cpuShare: number | null
}

export interface OverheadMonitor {
  start(): void
  /** Ends the sampling. All `null` when nothing could be sampled. */
  stop(): OverheadSample
}

const RESOLUTION_MS = 10
/** In less than this, compiling and collecting alone can fill a core. */
const SHORTEST_CPU_SPAN_MS = 500

/** Samples the event loop's delay and the process's CPU time. */
export function createOverheadMonitor(clock: Clock): OverheadMonitor {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  let startedAt = 0
  let cpuAtStart = process.cpuUsage()
  return {
    start() {
      histogram.reset()
      histogram.enable()
      startedAt = clock.now()
      cpuAtStart = process.cpuUsage()
    },
    stop() {
      histogram.disable()
      const elapsedMs = clock.now() - startedAt
      const cpu = process.cpuUsage(cpuAtStart)
      const sampled = histogram.count > 0
      return {
        eventLoopDelayP99Ms: sampled ? delay(histogram.percentile(99)) : null,
        eventLoopDelayMaxMs: sampled ? delay(histogram.max) : null,
        // cpuUsage counts every thread of the process already.
        cpuShare: elapsedMs >= SHORTEST_CPU_SPAN_MS ? (cpu.user + cpu.system) / 1000 / elapsedMs : null,
      }
    },
  }
}

/** The histogram holds whole intervals between two ticks of a timer; what exceeds the timer's period is delay. */
function delay(intervalNs: number): number {
  return Math.max(0, intervalNs / 1e6 - RESOLUTION_MS)
}
