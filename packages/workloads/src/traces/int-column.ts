const CHUNK = 1 << 16

/** Whole numbers of 32 bits that grow in pieces, so that growing never copies what is there. */
export type IntColumn = {
  readonly length: () => number
  push(value: number): void
  get(at: number): number
  set(at: number, value: number): void
}

export function createIntColumn(): IntColumn {
  const pieces: Int32Array[] = []
  let length = 0
  return {
    length: () => length,
    push(value) {
      const piece = Math.floor(length / CHUNK)
      pieces[piece] ??= new Int32Array(CHUNK)
      ;(pieces[piece] as Int32Array)[length % CHUNK] = value
      length += 1
    },
    get: (at) => (pieces[Math.floor(at / CHUNK)] as Int32Array)[at % CHUNK] as number,
    set(at, value) {
      ;(pieces[Math.floor(at / CHUNK)] as Int32Array)[at % CHUNK] = value
    },
  }
}
