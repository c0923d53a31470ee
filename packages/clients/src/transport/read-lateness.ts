import type { ReadLateness } from './transport.js'

// A step is a power of two divided by 32: 3 % wide. The first holds all below 0.06 us, the last all above two minutes.
const LOWEST_POWER = -14
const POWERS = 31
const PARTS = 32
const STEPS = POWERS * PARTS
const PART_BITS = 5
/** Bits of a double's upper word below its exponent, and what is added to the exponent. */
const FRACTION_BITS = 20
const BIAS = 1023
const FIRST = (BIAS + LOWEST_POWER) << PART_BITS

/** Counts how late reads were. Nothing is allocated for a read, and memory does not grow with their number. */
export interface LatenessLog {
  add(lateMs: number): void
  /** A read without a stamp of the kernel. */
  addUnstamped(): void
  /** What was counted since it was asked last. */
  take(): Omit<ReadLateness, 'clockErrorMs'>
}

export function createLatenessLog(): LatenessLog {
  const double = new Float64Array(1)
  const words = new Uint32Array(double.buffer)
  let steps = new Uint32Array(STEPS)
  let reads = 0
  let unstamped = 0
  let maxMs = 0
  return {
    add(lateMs) {
      // The upper bits of a double rise with its value: a logarithm would cost ten times as much.
      double[0] = lateMs
      const step = ((words[1] as number) >>> (FRACTION_BITS - PART_BITS)) - FIRST
      const at = lateMs <= 0 || step < 0 ? 0 : Math.min(step, STEPS - 1)
      steps[at] = (steps[at] as number) + 1
      reads += 1
      if (lateMs > maxMs) maxMs = lateMs
    },
    addUnstamped() {
      unstamped += 1
    },
    take() {
      const taken = { steps, reads, unstamped, maxMs }
      steps = new Uint32Array(STEPS)
      reads = unstamped = maxMs = 0
      return taken
    },
  }
}

/** Of several threads together. `null` without any. */
export function mergeLateness(parts: readonly ReadLateness[]): ReadLateness | null {
  if (parts.length === 0) return null
  const steps = new Uint32Array(STEPS)
  for (const part of parts)
    for (let at = 0; at < STEPS; at += 1) steps[at] = (steps[at] as number) + (part.steps[at] ?? 0)
  return {
    steps,
    reads: parts.reduce((sum, part) => sum + part.reads, 0),
    unstamped: parts.reduce((sum, part) => sum + part.unstamped, 0),
    maxMs: Math.max(...parts.map((part) => part.maxMs)),
    clockErrorMs: Math.max(...parts.map((part) => part.clockErrorMs)),
  }
}

/**
 * The lateness that a share of the reads did not pass: at most 3 % above the exact value.
 *
 * @param share - in [0, 1]: 0.99 for p99.
 * @returns ms; `null` without a read.
 */
export function latenessAt({ steps, reads, maxMs }: ReadLateness, share: number): number | null {
  if (reads === 0) return null
  const rank = Math.max(1, Math.ceil(share * reads))
  let below = 0
  for (let at = 0; at < STEPS; at += 1) {
    below += steps[at] as number
    if (below >= rank) return Math.min(maxMs, upperEndOf(at))
  }
  return maxMs
}

function upperEndOf(step: number): number {
  const power = LOWEST_POWER + Math.floor(step / PARTS)
  return 2 ** power * (1 + ((step % PARTS) + 1) / PARTS)
}
