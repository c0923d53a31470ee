import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { hostile } from './some-metrics.js'

/** A run of `count` requests of two workloads, one a millisecond; every 50th fails with a hostile message. */
export function* someRecords(count: number): Generator<RequestRecord> {
  for (let index = 0; index < count; index++) {
    const failed = index % 50 === 49
    yield aRecord({
      requestId: `Q${1 + (index % 2)}-r0-${String(index).padStart(6, '0')}`,
      workload: `Q${1 + (index % 2)}`,
      index,
      startAt: 1_000 + index,
      ttftMs: 20 + ((index * 7_919) % 100),
      gapMs: 5,
      phase: index < 2 ? 'warmup' : 'measured',
      ...(failed ? { errorClass: 'stream_cut_short', errorMessage: hostile, finishReason: null } : {}),
    })
  }
}
