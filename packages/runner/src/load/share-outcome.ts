import type { ReadLateness } from '@sagellm-benchmark/clients/transport'
import type { OverheadSample } from '../overhead/overhead-monitor.js'
import type { WorkloadOutcome } from './run-result.js'

/** What one thread hands back of its share of a workload: counts, times on the records' axis, and what the thread itself cost. */
export type ShareOutcome = Omit<
  WorkloadOutcome,
  'workload' | 'problem' | 'clientOverhead' | 'precision' | 'generators'
> & {
  /** Measured requests, and those of them that a stall of this thread touched. */
  readonly measured: number
  readonly stalled: number
  readonly sample: OverheadSample
  /** Of the client, while it measured; `null` where the kernel stamped nothing. */
  readonly readLateness: ReadLateness | null
  /** Of measured open-loop requests, ms. */
  readonly latenessMs: Float64Array
  /** Number of the shard that drove it. @default the load has no shards */
  readonly shard?: number
  /** Which of the threads of its shard, or of the program, from 0. @default the only one */
  readonly thread?: number
}
