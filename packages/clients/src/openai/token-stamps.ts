const FIRST_STAMPS = 64

/**
 * When each token-bearing chunk arrived: one number a chunk, no object per token. Memory grows by segments as large as all
 * before them, so that a long stream is never copied.
 */
export class TokenStamps {
  count = 0
  #segment = new Float64Array(FIRST_STAMPS)
  #used = 0
  readonly #full: Float64Array[] = []

  add(at: number): void {
    if (this.#used === this.#segment.length) this.#grow()
    this.#segment[this.#used] = at
    this.#used += 1
    this.count += 1
  }

  get last(): number | null {
    // A new segment is only made for a stamp that goes into it.
    return this.count === 0 ? null : (this.#segment[this.#used - 1] as number)
  }

  toArray(): number[] {
    // Plain loops: Array.from goes through the iterator and cost a quarter of the CPU of a long stream.
    const all = new Array<number>(this.count)
    let to = 0
    for (const segment of this.#full) {
      for (let at = 0; at < segment.length; at += 1) all[to++] = segment[at] as number
    }
    for (let at = 0; at < this.#used; at += 1) all[to++] = this.#segment[at] as number
    return all
  }

  #grow(): void {
    this.#full.push(this.#segment)
    this.#segment = new Float64Array(this.count)
    this.#used = 0
  }
}
