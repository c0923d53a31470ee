/** A uniform sample of bounded size from a stream of unknown length. */
export interface Reservoir<T> {
  /** How many were offered. */
  readonly seen: number
  readonly kept: readonly T[]
  /** `make` is called only for what is kept, so that what is dropped costs nothing. */
  offer(make: () => T): void
}

/**
 * Keeps everything up to `capacity`, then a uniform sample; the same seed keeps the same places.
 *
 * @see Vitter 1985, algorithm R
 */
export function reservoir<T>(capacity: number, seed: number): Reservoir<T> {
  const kept: T[] = []
  const random = seededUniform(seed)
  let seen = 0
  return {
    get seen() {
      return seen
    },
    kept,
    offer(make) {
      seen++
      if (kept.length < capacity) {
        kept.push(make())
        return
      }
      const place = Math.floor(random() * seen)
      if (place < capacity) kept[place] = make()
    },
  }
}

/** Numbers in [0, 1) for choosing what to draw; not for statistics. @see Steele, Vigna 2021 (mulberry-like 32-bit mixer) */
function seededUniform(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
