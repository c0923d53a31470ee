// The lines of an event, looked for in the bytes of a read.

export const LF = 10
const CR = 13
/** `data:` */
export const DATA = [0x64, 0x61, 0x74, 0x61, 0x3a] as const

/** What is looked for may still come. */
export const INCOMPLETE = -1
/** Not the form that engines send. */
export const UNUSUAL = -2

/** Below this a plain loop costs less than a view. */
const SHORT_BYTES = 32

/** 0 where `data:` stands at `start`, else `INCOMPLETE` or `UNUSUAL`. */
export function dataPrefix(bytes: Uint8Array, start: number, end: number): number {
  for (let at = 0; at < DATA.length; at += 1) {
    if (start + at === end) return INCOMPLETE
    if (bytes[start + at] !== DATA[at]) return UNUSUAL
  }
  return 0
}

/** Offset of the LF that ends the line, or why there is none: a CR makes the line unusual, whether it ends it or not. */
export function endOfLine(bytes: Uint8Array, start: number, end: number): number {
  const lf = indexOfByte(bytes, LF, start, end)
  if (indexOfByte(bytes, CR, start, lf < 0 ? end : lf) >= 0) return UNUSUAL
  return lf < 0 ? INCOMPLETE : lf
}

/** Whether a line may end in `bytes[start, end)`, in whichever of the standard's three ways. */
export function hasLineEnd(bytes: Uint8Array, start: number, end: number): boolean {
  return indexOfByte(bytes, LF, start, end) >= 0 || indexOfByte(bytes, CR, start, end) >= 0
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

export function decodeBytes(bytes: Uint8Array, start: number, end: number): string {
  return decoder.decode(bytes.subarray(start, end))
}

/** Never looks beyond `end`: there lie bytes of earlier reads, and looking through them for every read is quadratic. */
function indexOfByte(bytes: Uint8Array, byte: number, start: number, end: number): number {
  if (end - start <= SHORT_BYTES) {
    for (let at = start; at < end; at += 1) if (bytes[at] === byte) return at
    return -1
  }
  const at = bytes.subarray(start, end).indexOf(byte)
  return at < 0 ? -1 : start + at
}
