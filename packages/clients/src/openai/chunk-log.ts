import { type ChunkKind, type ChunkObservations, chunkKind } from '@sagellm-benchmark/protocol-types/records'
import type { MemoryAccount } from '../bytes/memory-budget.js'

const FIRST_CHUNKS = 64
const CHUNK_BYTES = 12
/** Kind and bytes of a chunk share a word: two bits and thirty. */
const KINDS = 4
const MAX_BYTES = 2 ** 30 - 1

type Segment = { readonly at: Float64Array; readonly word: Uint32Array; readonly choice: Uint32Array | null }

/**
 * What is needed of each chunk to find the decode steps: when it came, what it held, and of which choice. Twelve bytes a chunk, no object
 * per token. Memory grows by segments as large as all before them, so that a long stream is never copied.
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
    const { at: stamps, word, choice: choices } = this.#segment
    stamps[this.#used] = at
    word[this.#used] = (bytes < MAX_BYTES ? bytes : MAX_BYTES) * KINDS + kind
    if (choices) choices[this.#used] = choice
    this.#used += 1
    this.count += 1
    if (kind === chunkKind.content) this.contentCount += 1
  }

  /** Stamp of the last chunk. */
  get last(): number | null {
    // A new segment is only made for a chunk that goes into it.
    return this.count === 0 ? null : (this.#segment.at[this.#used - 1] as number)
  }

  observations(): ChunkObservations {
    // Plain loops: going through iterators cost a quarter of the CPU of a long stream.
    const at = new Float64Array(this.count)
    const kind = new Uint8Array(this.count)
    const bytes = new Uint32Array(this.count)
    const choice = this.#withChoices ? new Uint32Array(this.count) : null
    let to = 0
    for (const segment of [...this.#full, this.#segment]) {
      const used = segment === this.#segment ? this.#used : segment.at.length
      for (let from = 0; from < used; from += 1, to += 1) {
        const word = segment.word[from] as number
        at[to] = segment.at[from] as number
        kind[to] = word % KINDS
        bytes[to] = Math.floor(word / KINDS)
        if (choice && segment.choice) choice[to] = segment.choice[from] as number
      }
    }
    return { at, kind, bytes, choice }
  }

  #grow(): void {
    this.#account.hold(CHUNK_BYTES * this.count)
    this.#full.push(this.#segment)
    this.#segment = newSegment(this.count, this.#withChoices)
    this.#used = 0
  }
}

function newSegment(size: number, withChoices: boolean): Segment {
  return {
    at: new Float64Array(size),
    word: new Uint32Array(size),
    choice: withChoices ? new Uint32Array(size) : null,
  }
}
