import { availableParallelism } from 'node:os'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Clock } from '@sagellm-benchmark/protocol-types'
import type { StallSample } from '@sagellm-benchmark/protocol-types/artifacts'
import { createStallWatch } from './stall-watch.js'
import { threadCpuMs } from './thread-cpu.js'

/** What the load generator cost while it measured, of this thread and its process. */
export type OverheadSample = {
  readonly eventLoopDelayP99Ms: number | null
  readonly eventLoopDelayMaxMs: number | null
  /** CPU time of the thread per second of wall time: 1 is one whole core. `null` where the time is too short to measure it. */
  readonly cpuShare: number | null
  /** The same of the whole process, all of its threads together. */
  readonly processCpuShare: number | null
  /** Cores that the process may use. */
  readonly cores: number | null
  /** Times in which the thread did not turn. `null` where nothing was sampled. */
  readonly stalls: StallSample | null
}

/** The sample of a time in which nothing was measured. */
export const notSampled: OverheadSample = {
  eventLoopDelayP99Ms: null,
  eventLoopDelayMaxMs: null,
  cpuShare: null,
  processCpuShare: null,
  cores: null,
  stalls: null,
}

/** Belongs to the thread that it is made in, and samples that thread. */
export interface OverheadMonitor {
  start(): void
  /** How much of a time the thread was stalled, ms; times on its own clock. */
  stalledMs(from: number, to: number): number
  /** Ends the sampling. All `null` when nothing could be sampled. */
  stop(): OverheadSample
}

const RESOLUTION_MS = 10
/** Min length of a CPU sample, ms: in less, compilation and garbage collection alone can fill a core. */
const SHORTEST_CPU_SPAN_MS = 500

/** Samples the event loop's delay, its stalls, and CPU time. */
export function createOverheadMonitor(clock: Clock): OverheadMonitor {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  const stalls = createStallWatch(clock)
  let startedAt = 0
  let cpuAtStart = process.cpuUsage()
  let threadAtStart = threadCpuMs()
  return {
    start() {
      histogram.reset()
      histogram.enable()
      startedAt = clock.now()
      cpuAtStart = process.cpuUsage()
      threadAtStart = threadCpuMs()
      stalls.start()
    },
    stalledMs: stalls.stalledMs,
    stop() {
      histogram.disable()
      const elapsedMs = clock.now() - startedAt
      const cpu = process.cpuUsage(cpuAtStart)
      const thread = threadCpuMs()
      const sampled = histogram.count > 0
      const share = (cpuMs: number) => (elapsedMs >= SHORTEST_CPU_SPAN_MS ? cpuMs / elapsedMs : null)
      return {
        eventLoopDelayP99Ms: sampled ? delay(histogram.percentile(99)) : null,
        eventLoopDelayMaxMs: sampled ? delay(histogram.max) : null,
        cpuShare: thread === null || threadAtStart === null ? null : share(thread - threadAtStart),
        processCpuShare: share((cpu.user + cpu.system) / 1000),
        cores: availableParallelism(),
        stalls: stalls.stop(),
      }
    },
  }
}

/** The histogram holds whole intervals between two ticks of a timer; what exceeds the timer's period is delay. */
function delay(intervalNs: number): number {
  return Math.max(0, intervalNs / 1e6 - RESOLUTION_MS)
}
