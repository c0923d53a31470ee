const BLOCK = 65_536

/** A growing column of doubles. Grows by blocks: a doubling array would need three times its size at each step. */
export interface Column {
  readonly length: number
  push(value: number): void
  /** All values. The array is the column's own: read it, do not change it. */
  toArray(): Float64Array
  clear(): void
}

/** @example const column = createColumn(); column.push(1.5); column.toArray() // Float64Array [1.5] */
export function createColumn(): Column {
  let blocks: Float64Array[] = []
  let block = new Float64Array(0)
  let used = 0
  let length = 0
  return {
    get length() {
      return length
    },
    push(value) {
      if (used === block.length) {
        // A first small block, because most runs hold a handful of requests.
        block = new Float64Array(length === 0 ? 256 : BLOCK)
        blocks.push(block)
        used = 0
      }
      block[used++] = value
      length++
    },
    toArray() {
      const all = new Float64Array(length)
      let at = 0
      for (const each of blocks) {
        const part = each === block ? each.subarray(0, used) : each
        all.set(part, at)
        at += part.length
      }
      // The joined array takes the place of the blocks, so that a large column is not in memory twice.
      blocks = length === 0 ? [] : [all]
      block = all
      used = length
      return all
    },
    clear() {
      blocks = []
      block = new Float64Array(0)
      used = 0
      length = 0
    },
  }
}
