// The lines of an event, looked for in the bytes of a read.

export const LF = 10
const CR = 13
/** `data:` */
export const DATA = [0x64, 0x61, 0x74, 0x61, 0x3a] as const

/** What is looked for may still come. */
export const INCOMPLETE = -1
/** Not the form that engines send. */
export const UNUSUAL = -2

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
  const lf = bytes.indexOf(LF, start)
  // Beyond `end` lie bytes of earlier reads, which may hold an LF too.
  const found = lf >= 0 && lf < end
  if (bytes.subarray(start, found ? lf : end).includes(CR)) return UNUSUAL
  return found ? lf : INCOMPLETE
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

export function decodeBytes(bytes: Uint8Array, start: number, end: number): string {
  return decoder.decode(bytes.subarray(start, end))
}
