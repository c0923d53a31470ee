import type { BlockId } from './trace-row.js'

const CHUNK = 1 << 16

/** Block ids of all rows one after the other, as two halves of 32 bits each. */
export type BlockIdColumn = {
  readonly length: () => number
  push(id: BlockId): void
  high(at: number): number
  low(at: number): number
}

/** In pieces, so that growing never copies what is there: four bytes an id, eight where ids have more than 32 bits. */
export function createBlockIdColumn(): BlockIdColumn {
  const lows: Uint32Array[] = []
  /** A piece is missing as long as all of its halves are 0. */
  const highs: Uint32Array[] = []
  let length = 0
  return {
    length: () => length,
    push(id) {
      const [piece, place] = [Math.floor(length / CHUNK), length % CHUNK]
      const [high, low] = halves(id)
      lows[piece] ??= new Uint32Array(CHUNK)
      ;(lows[piece] as Uint32Array)[place] = low
      if (high > 0) {
        highs[piece] ??= new Uint32Array(CHUNK)
        ;(highs[piece] as Uint32Array)[place] = high
      }
      length += 1
    },
    high: (at) => highs[Math.floor(at / CHUNK)]?.[at % CHUNK] ?? 0,
    low: (at) => lows[Math.floor(at / CHUNK)]?.[at % CHUNK] ?? 0,
  }
}

/** Two's complement: -1 is the largest unsigned number, so that signed hashes keep their 64 bits too. */
export function halves(id: BlockId): readonly [high: number, low: number] {
  if (typeof id === 'number') return [Math.floor(id / 2 ** 32) >>> 0, id >>> 0]
  const unsigned = BigInt.asUintN(64, id)
  return [Number(unsigned >> 32n), Number(unsigned & 0xffff_ffffn)]
}
