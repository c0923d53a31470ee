import type { OverheadSample } from '../overhead/overhead-monitor.js'
import type { DryTakes } from './request-queue.js'
import type { StopReason } from './run-result.js'

/** What one thread hands back of its share of a workload: counts, times on the records' axis, and what the thread itself cost. */
export type ShareOutcome = {
  readonly stopReason: StopReason
  readonly startedAt: number | null
  readonly measuredFrom: number | null
  readonly endedAt: number | null
  readonly records: number
  readonly failed: number
  readonly cancelledByRun: number
  readonly skipped: number
  readonly peakInFlight: number
  /** Measured requests, and those of them that a stall of this thread touched. */
  readonly measured: number
  readonly stalled: number
  /** Requests that were waited for because none stood ready. */
  readonly dry: DryTakes
  readonly sample: OverheadSample
  /** Of measured open-loop requests, ms. */
  readonly latenessMs: Float64Array
}
