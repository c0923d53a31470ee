import type { CompiledMarkers } from '../markers/compile-markers.js'
import { plainLine } from '../markers/plain-line.js'
import type { LinePlace, MarkerCounter } from '../markers/marker-counter.js'

/** Only this much of a line is searched; a longer one is counted in `longLines`. */
export const MAX_LINE_BYTES = 64 * 1024

/** Turns chunks of a file into lines for a counter, with the same result for any cut into chunks. */
export interface LineScanner {
  push(chunk: Buffer): Promise<void>
  /** Ends a last line that has no newline. */
  flush(): Promise<void>
  readonly lines: number
  readonly longLines: number
  /** It holds NUL bytes: another encoding, or the hole that a writer leaves in a file that was truncated under it. */
  readonly holdsNul: boolean
}

export type LineScannerOptions = {
  readonly markers: CompiledMarkers
  readonly counter: MarkerCounter
  /** Where the line with this number of the scanned text, from 1, really is. Asked only for lines that may hold a marker. */
  readonly place: (line: number) => Promise<LinePlace>
}

const NEWLINE = 10

/** A scanner at the start of a text, or of what was appended to one. */
export function createLineScanner({ markers, counter, place }: LineScannerOptions): LineScanner {
  let lines = 0
  let longLines = 0
  let holdsNul = false
  // The start of a line whose end has not come: its searchable bytes, and whether there were more.
  let held: Buffer[] = []
  let heldBytes = 0
  let open = false

  const hold = (bytes: Buffer) => {
    open ||= bytes.length > 0
    // A copy, because the reader uses its buffer again.
    if (heldBytes < MAX_LINE_BYTES) held.push(Buffer.from(bytes.subarray(0, MAX_LINE_BYTES - heldBytes)))
    heldBytes += bytes.length
  }

  const endLine = async (bytes: Buffer, length: number) => {
    lines += 1
    if (length > MAX_LINE_BYTES) longLines += 1
    if (!mayHoldMarker(bytes, markers.literals)) return
    const text = bytes.toString('utf8')
    const line = plainLine(text.endsWith('\r') ? text.slice(0, -1) : text)
    if (markers.groups.some((group) => group.test(line))) counter.count(line, await place(lines))
  }

  const flush = async () => {
    if (!open) return
    const bytes = held.length === 1 && held[0] ? held[0] : Buffer.concat(held)
    const length = heldBytes
    held = []
    heldBytes = 0
    open = false
    await endLine(bytes, length)
  }

  return {
    async push(chunk) {
      holdsNul ||= chunk.includes(0)
      const first = chunk.indexOf(NEWLINE)
      if (first < 0) return hold(chunk)
      hold(chunk.subarray(0, first))
      open = true
      await flush()

      const last = chunk.lastIndexOf(NEWLINE)
      const whole = chunk.subarray(first + 1, last + 1)
      // Most chunks of a big log hold no marker at all: then only newlines are counted, and no line is cut out.
      const interesting = mayHoldMarker(whole, markers.literals)
      for (let start = 0; start < whole.length; ) {
        const end = whole.indexOf(NEWLINE, start)
        const length = end - start
        if (interesting) await endLine(whole.subarray(start, Math.min(end, start + MAX_LINE_BYTES)), length)
        else {
          lines += 1
          if (length > MAX_LINE_BYTES) longLines += 1
        }
        start = end + 1
      }
      hold(chunk.subarray(last + 1))
    },
    flush,
    get lines() {
      return lines
    },
    get holdsNul() {
      return holdsNul
    },
    get longLines() {
      return longLines
    },
  }
}

/** True where it is not known. Searching the bytes for plain words costs a tenth of making strings and matching them. */
function mayHoldMarker(bytes: Buffer, literals: readonly string[] | null): boolean {
  return literals === null || literals.some((literal) => bytes.includes(literal))
}
