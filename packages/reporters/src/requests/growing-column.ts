const block = 65_536

/** A growing column of doubles: 8 bytes a value, whatever their number, and no copy while it grows. */
export interface GrowingColumn {
  readonly length: number
  push(value: number): void
  toArray(): Float64Array
}

export function growingColumn(): GrowingColumn {
  const blocks: Float64Array[] = []
  let length = 0
  return {
    get length() {
      return length
    },
    push(value) {
      if (length % block === 0) blocks.push(new Float64Array(block))
      ;(blocks.at(-1) as Float64Array)[length % block] = value
      length++
    },
    toArray() {
      const all = new Float64Array(length)
      blocks.forEach((each, at) =>
        all.set(at === blocks.length - 1 ? each.subarray(0, length - at * block) : each, at * block),
      )
      return all
    },
  }
}
