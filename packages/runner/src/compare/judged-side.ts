import type { CapturedRounds } from '@sagellm-benchmark/metrics/comparison'
import type { CapturedCell } from '@sagellm-benchmark/protocol-types/comparison'
import type { ServerCounters } from '@sagellm-benchmark/protocol-types/telemetry'

/** What a verdict needs to know of one target in one cell. */
export type JudgedSide = Pick<
  CapturedCell,
  'streamed' | 'cache' | 'outputTokens' | 'promptTokens' | 'samples' | 'recordFlags' | 'client' | 'loadNotKept'
> & {
  readonly label: string
  readonly captured: CapturedRounds
  /** What the server counted over all cells. */
  readonly serverCounters: ServerCounters | null
}
