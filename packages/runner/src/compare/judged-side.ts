import type { CapturedRounds } from '@sagellm-benchmark/metrics/comparison'
import type { CapturedCell } from '@sagellm-benchmark/protocol-types/comparison'

/** One target in one cell, as a judgement needs it. */
export type JudgedSide = Pick<
  CapturedCell,
  'streamed' | 'cache' | 'outputTokens' | 'promptTokens' | 'samples' | 'recordFlags' | 'client' | 'loadNotKept'
> & { readonly label: string; readonly captured: CapturedRounds }
