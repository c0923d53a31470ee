import { type ChunkKind, type ChunkObservations, chunkKind } from '@sagellm-benchmark/protocol-types/records'
import type { MemoryAccount } from '../bytes/memory-budget.js'

const FIRST_CHUNKS = 64
const STAMP_BYTES = 8
const TEXT_BYTES = 4
const CHOICE_BYTES = 4

/** A stretch of the log; all of it lies in one piece of memory. */
type Segment = {
  readonly at: Float64Array
  readonly bytes: Uint32Array
  readonly choice: Uint32Array | null
  readonly kind: Uint8Array
}

/**
 * What is needed of each chunk to find the decode steps: when it came, what it held, and of which choice. Thirteen bytes a chunk, no
 * object per token. Memory grows by segments as large as all before them, so that a long stream is never copied.
 */
export class ChunkLog {
  /** All chunks with a choice. */
  count = 0
  /** Those with generated text. */
  contentCount = 0
  #segment: Segment
  #used = 0
  readonly #full: Segment[] = []
  readonly #withChoices: boolean
  readonly #account: MemoryAccount

  /** @param options.choices - asked for; of one choice no index is kept. */
  constructor({ choices, account }: { readonly choices: number; readonly account: MemoryAccount }) {
    this.#withChoices = choices > 1
    this.#account = account
    this.#segment = newSegment(FIRST_CHUNKS, this.#withChoices)
  }

  /** @param bytes - of generated text, in UTF-8. */
  add(at: number, kind: ChunkKind, bytes: number, choice: number): void {
    if (this.#used === this.#segment.at.length) this.#grow()
    const segment = this.#segment
    const index = this.#used
    segment.at[index] = at
    segment.kind[index] = kind
    segment.bytes[index] = bytes
    if (segment.choice) segment.choice[index] = choice
    this.#used = index + 1
    this.count += 1
    if (kind === chunkKind.content) this.contentCount += 1
  }

  /** The last `count` chunks with text turn out to hold none; fewer where there are fewer. */
  emptyLast(count: number): void {
    let left = count
    const segments = [...this.#full, firstOf(this.#segment, this.#used)]
    for (let segment = segments.pop(); segment && left > 0; segment = segments.pop())
      for (let index = segment.kind.length - 1; index >= 0 && left > 0; index -= 1) {
        if (segment.kind[index] !== chunkKind.content) continue
        segment.kind[index] = chunkKind.empty
        segment.bytes[index] = 0
        this.contentCount -= 1
        left -= 1
      }
  }

  /** Stamp of the last chunk. */
  get last(): number | null {
    // A new segment is only made for a chunk that goes into it.
    return this.count === 0 ? null : (this.#segment.at[this.#used - 1] as number)
  }

  /** All chunks so far, lent until the next `add` where they lie in one segment. */
  observations(): ChunkObservations {
    if (this.#full.length === 0) return firstOf(this.#segment, this.#used)
    const all = newSegment(this.count, this.#withChoices)
    let to = 0
    for (const segment of [...this.#full, firstOf(this.#segment, this.#used)]) {
      all.at.set(segment.at, to)
      all.bytes.set(segment.bytes, to)
      all.kind.set(segment.kind, to)
      if (segment.choice) all.choice?.set(segment.choice, to)
      to += segment.at.length
    }
    return all
  }

  #grow(): void {
    this.#account.hold(sizeOf(this.count, this.#withChoices))
    this.#full.push(this.#segment)
    this.#segment = newSegment(this.count, this.#withChoices)
    this.#used = 0
  }
}

function newSegment(size: number, withChoices: boolean): Segment {
  const memory = new ArrayBuffer(sizeOf(size, withChoices))
  const bytesFrom = STAMP_BYTES * size
  const choicesFrom = bytesFrom + TEXT_BYTES * size
  return {
    at: new Float64Array(memory, 0, size),
    bytes: new Uint32Array(memory, bytesFrom, size),
    choice: withChoices ? new Uint32Array(memory, choicesFrom, size) : null,
    kind: new Uint8Array(memory, choicesFrom + (withChoices ? CHOICE_BYTES * size : 0), size),
  }
}

function sizeOf(chunks: number, withChoices: boolean): number {
  return chunks * (STAMP_BYTES + TEXT_BYTES + (withChoices ? CHOICE_BYTES : 0) + 1)
}

function firstOf({ at, bytes, choice, kind }: Segment, count: number): Segment {
  return {
    at: at.subarray(0, count),
    bytes: bytes.subarray(0, count),
    choice: choice?.subarray(0, count) ?? null,
    kind: kind.subarray(0, count),
  }
}
