import type { PlannedRequest } from '@sagellm-benchmark/protocol-types'
import { promptCharacters } from './prompt-characters.js'

/** Prompt text kept ready, at most, in characters: long contexts must not fill the memory. */
const AHEAD_CHARACTERS = 16_000_000

/** Built requests in their order, bounded by their number and by their text. */
export class ReadyRequests {
  readonly #ahead: number
  readonly #requests: PlannedRequest[] = []
  #head = 0
  #characters = 0

  /** @param ahead - requests to keep, at most. */
  constructor(ahead: number) {
    this.#ahead = ahead
  }

  get isEmpty(): boolean {
    return this.#head === this.#requests.length
  }

  get isFull(): boolean {
    return this.#requests.length - this.#head >= this.#ahead || this.#characters >= AHEAD_CHARACTERS
  }

  first(): PlannedRequest | null {
    return this.#requests[this.#head] ?? null
  }

  add(request: PlannedRequest): void {
    this.#requests.push(request)
    this.#characters += promptCharacters(request)
  }

  /** Takes the first one out; nothing happens without one. */
  removeFirst(): void {
    const request = this.#requests[this.#head]
    if (request === undefined) return
    this.#head += 1
    this.#characters -= promptCharacters(request)
    // Moved together only now and then: a shift of a long array for each request would cost its length.
    if (this.#head <= 1024 || this.#head * 2 <= this.#requests.length) return
    this.#requests.splice(0, this.#head)
    this.#head = 0
  }
}
