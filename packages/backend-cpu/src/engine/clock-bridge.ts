import type { Clock } from '@sagellm-benchmark/protocol-types'

const TRIES = 16

/**
 * From `process.hrtime` milliseconds, in which the inference thread stamps, to the clock of the record.
 *
 * Both are monotonic and run at one rate, so one offset serves. It is read between two readings of `process.hrtime`;
 * of several tries the tightest is kept, which bounds the error to half its width (well under a microsecond).
 */
export function bridgeFromHrtime(clock: Clock, hrtimeMs: () => number = readHrtimeMs): (hrtimeMs: number) => number {
  let offset = 0
  let tightest = Number.POSITIVE_INFINITY
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const before = hrtimeMs()
    const now = clock.now()
    const after = hrtimeMs()
    if (after - before < tightest) {
      tightest = after - before
      offset = now - (before + after) / 2
    }
  }
  return (stamp) => stamp + offset
}

function readHrtimeMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}
