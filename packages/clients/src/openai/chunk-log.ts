import { type ChunkKind, type ChunkObservations, chunkKind } from '@sagellm-benchmark/protocol-types/records'
import type { MemoryAccount } from '../bytes/memory-budget.js'

const FIRST_CHUNKS = 64
/** Of a chunk with text its bytes, up to this; above it stand the other kinds. */
const MAX_SHORT = 252
/** A text of another length, which is noted apart. */
const LONG = 0
const LONG_ENTRY_BYTES = 64

/** A stretch of the log; all of it lies in one piece of memory. */
type Segment = {
  readonly at: Float64Array
  readonly choice: Uint32Array | null
  /** `LONG`, the bytes of a text, or `MAX_SHORT` and the kind of a chunk without text. */
  readonly held: Uint8Array
}

/**
 * What is needed of each chunk to find the decode steps: when it came, what it held, and of which choice. Nine bytes a chunk, no
 * object per token. Memory grows by segments as large as all before them, so that a long stream is never copied.
 */
export class ChunkLog {
  /** Chunks with generated text. */
  contentCount = 0
  #segment: Segment
  #used = 0
  /** Chunks of the segments before. */
  #before = 0
  readonly #full: Segment[] = []
  /** Bytes of long texts by the number of their chunk. */
  #long: Map<number, number> | null = null
  readonly #withChoices: boolean
  readonly #account: MemoryAccount

  /** @param options.choices - asked for; of one choice no index is kept. */
  constructor({ choices, account }: { readonly choices: number; readonly account: MemoryAccount }) {
    this.#withChoices = choices > 1
    this.#account = account
    this.#segment = newSegment(FIRST_CHUNKS, this.#withChoices)
  }

  /** All chunks with a choice. */
  get count(): number {
    return this.#before + this.#used
  }

  /** A chunk with text. @param bytes - of its text, in UTF-8. */
  addText(at: number, bytes: number, choice: number): void {
    this.#add(at, bytes > 0 && bytes <= MAX_SHORT ? bytes : this.#noteLong(bytes), choice)
    this.contentCount += 1
  }

  /** A chunk without text. */
  addOther(at: number, kind: Exclude<ChunkKind, typeof chunkKind.content>, choice: number): void {
    this.#add(at, MAX_SHORT + kind, choice)
  }

  /** The last `count` chunks with text turn out to hold none; fewer where there are fewer. */
  emptyLast(count: number): void {
    let left = count
    const segments = this.#segments()
    for (let segment = segments.pop(); segment && left > 0; segment = segments.pop())
      for (let index = segment.held.length - 1; index >= 0 && left > 0; index -= 1) {
        if ((segment.held[index] as number) > MAX_SHORT) continue
        segment.held[index] = MAX_SHORT + chunkKind.empty
        this.contentCount -= 1
        left -= 1
      }
  }

  /** Stamp of the last chunk. */
  get last(): number | null {
    // A new segment is only made for a chunk that goes into it.
    return this.count === 0 ? null : (this.#segment.at[this.#used - 1] as number)
  }

  /** All chunks so far, lent until the next one comes or another log is asked. */
  observations(): ChunkObservations {
    const lent = lend(this.count)
    const choice = this.#withChoices ? new Uint32Array(this.count) : null
    let to = 0
    for (const segment of this.#segments()) {
      lent.at.set(segment.at, to)
      if (segment.choice) choice?.set(segment.choice, to)
      for (let index = 0; index < segment.held.length; index += 1, to += 1) {
        const held = segment.held[index] as number
        lent.kind[to] = held > MAX_SHORT ? held - MAX_SHORT : chunkKind.content
        lent.bytes[to] = held > MAX_SHORT ? 0 : held === LONG ? (this.#long?.get(to) as number) : held
      }
    }
    return { at: lent.at, kind: lent.kind, bytes: lent.bytes, choice }
  }

  #add(at: number, held: number, choice: number): void {
    if (this.#used === this.#segment.at.length) this.#grow()
    const segment = this.#segment
    const index = this.#used
    segment.at[index] = at
    segment.held[index] = held
    if (segment.choice) segment.choice[index] = choice
    this.#used = index + 1
  }

  #noteLong(bytes: number): typeof LONG {
    this.#account.hold(LONG_ENTRY_BYTES)
    this.#long ??= new Map()
    this.#long.set(this.count, bytes)
    return LONG
  }

  #segments(): Segment[] {
    return [...this.#full, firstOf(this.#segment, this.#used)]
  }

  #grow(): void {
    this.#account.hold(sizeOf(this.count, this.#withChoices))
    this.#full.push(this.#segment)
    this.#before += this.#used
    this.#segment = newSegment(this.#before, this.#withChoices)
    this.#used = 0
  }
}

function newSegment(size: number, withChoices: boolean): Segment {
  const memory = new ArrayBuffer(sizeOf(size, withChoices))
  const choicesFrom = Float64Array.BYTES_PER_ELEMENT * size
  const heldFrom = choicesFrom + (withChoices ? Uint32Array.BYTES_PER_ELEMENT * size : 0)
  return {
    at: new Float64Array(memory, 0, size),
    choice: withChoices ? new Uint32Array(memory, choicesFrom, size) : null,
    held: new Uint8Array(memory, heldFrom, size),
  }
}

function sizeOf(chunks: number, withChoices: boolean): number {
  return chunks * (Float64Array.BYTES_PER_ELEMENT + (withChoices ? Uint32Array.BYTES_PER_ELEMENT : 0) + 1)
}

function firstOf({ at, choice, held }: Segment, count: number): Segment {
  return {
    at: at.subarray(0, count),
    choice: choice?.subarray(0, count) ?? null,
    held: held.subarray(0, count),
  }
}

type Lent = { readonly at: Float64Array; readonly kind: Uint8Array; readonly bytes: Uint32Array }

/** What a long answer leaves behind would be collected long after it: one place for all of them, but for the longest. */
let place = newLent(4096)
const MAX_KEPT_CHUNKS = 1_048_576

function lend(chunks: number): Lent {
  if (chunks > MAX_KEPT_CHUNKS) return newLent(chunks)
  if (chunks > place.at.length) place = newLent(Math.min(MAX_KEPT_CHUNKS, 2 * chunks))
  const { at, kind, bytes } = place
  return { at: at.subarray(0, chunks), kind: kind.subarray(0, chunks), bytes: bytes.subarray(0, chunks) }
}

function newLent(size: number): Lent {
  return { at: new Float64Array(size), kind: new Uint8Array(size), bytes: new Uint32Array(size) }
}
