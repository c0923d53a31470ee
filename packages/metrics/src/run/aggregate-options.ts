import type { ServiceLevel } from '@sagellm-benchmark/protocol-types'
import type { ClientOverhead } from '@sagellm-benchmark/protocol-types/artifacts'
import type { SlotRelease } from '@sagellm-benchmark/protocol-types/shapes'
import type { FlagName } from '@sagellm-benchmark/protocol-types/records'
import type { ServerCounters } from '@sagellm-benchmark/protocol-types/telemetry'
import type { EngineMetricValues } from '../formulas/formulas.js'
import type { ReplayAsked } from './replay-fidelity.js'
import type { WindowKind } from './measured-windows.js'

export type AggregateOptions = {
  /** Limits that define a good request. @default none: goodput is null */
  readonly serviceLevels?: readonly ServiceLevel[]
  /** What counts as measured time. @default 'continuous' */
  readonly window?: WindowKind
  /** Requests in flight at full load, in closed-loop load. @default null: no steady window */
  readonly targetConcurrency?: number | null
  /** Whether a place of a closed loop rests between two requests, so that it need not be full. @default false */
  readonly pausing?: boolean
  /** Prompt tokens that requests share on purpose. @default 0 */
  readonly sharedPrefixTokens?: number
  /** Prompt tokens that a chat template may add to every request alike; 0 where plain texts are sent. @default 32 */
  readonly templateTokens?: number
  /** The rate asked for, in open-loop load, requests per second. @default null */
  readonly requestedRateRps?: number | null
  /** Unix time minus record time, ms. @default null: start and end time are null */
  readonly unixOffsetMs?: number | null
  /** What a replay has to keep. @default null: nothing is replayed */
  readonly replay?: ReplayAsked | null
  /** @default null */
  readonly clientOverhead?: ClientOverhead | null
  /** What the server itself counted meanwhile: fills what the answers do not say. @default null */
  readonly serverCounters?: ServerCounters | null
  /** Whether the server frees the places of cancelled requests. @default null */
  readonly slotRelease?: SlotRelease | null
  /** Where the peak memory comes from, or why it is not known. @default null */
  readonly peakMemNote?: string | null
  /** Goes before the server's counters. @default all null */
  readonly engine?: Partial<EngineMetricValues>
  /** Flags that do not show in the records: `cache_contaminated`, `interrupted`. @default none */
  readonly flags?: readonly FlagName[]
  /** Chunk stamps kept in memory; beyond it percentiles of ITL are within 0.1 %. @default 4 million (32 MB) */
  readonly exactItlUpTo?: number
}
