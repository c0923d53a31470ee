/**
 * A copy of `bytes[start, end)` in memory of its own. Not `slice`: on a Buffer that is a view, and transports lend
 * Buffers that the next read overwrites.
 */
export function copyBytes(bytes: Uint8Array, start: number, end: number): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(end - start)
  copy.set(bytes.subarray(start, end))
  return copy
}
