const FIRST_STAMPS = 64

/** When each token-bearing chunk arrived: one number a chunk in memory that grows by doubling, no object per token. */
export class TokenStamps {
  count = 0
  #stamps = new Float64Array(FIRST_STAMPS)

  add(at: number): void {
    if (this.count === this.#stamps.length) {
      const grown = new Float64Array(2 * this.count)
      grown.set(this.#stamps)
      this.#stamps = grown
    }
    this.#stamps[this.count] = at
    this.count += 1
  }

  get last(): number | null {
    return this.count === 0 ? null : (this.#stamps[this.count - 1] as number)
  }

  toArray(): number[] {
    // A plain loop: Array.from goes through the iterator and cost a quarter of the CPU of a long stream.
    const all = new Array<number>(this.count)
    for (let at = 0; at < this.count; at += 1) all[at] = this.#stamps[at] as number
    return all
  }
}
