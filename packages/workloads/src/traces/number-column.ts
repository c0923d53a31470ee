const CHUNK = 1 << 16

/** Numbers of 64 bits that grow in pieces, so that growing never copies what is there. */
export type NumberColumn = {
  readonly length: () => number
  push(value: number): void
  get(at: number): number
}

export function createNumberColumn(): NumberColumn {
  const pieces: Float64Array[] = []
  let length = 0
  return {
    length: () => length,
    push(value) {
      const piece = Math.floor(length / CHUNK)
      pieces[piece] ??= new Float64Array(CHUNK)
      ;(pieces[piece] as Float64Array)[length % CHUNK] = value
      length += 1
    },
    get: (at) => (pieces[Math.floor(at / CHUNK)] as Float64Array)[at % CHUNK] as number,
  }
}
