import type { MemoryAccount } from './memory-budget.js'

const FIRST_BYTES = 256
/** An emptied buffer up to this size is kept for the next event, so that a stream whose reads cut events allocates none. */
const KEPT_BYTES = 1024

/**
 * Bytes that grow at the end. The capacity doubles, so that memory and time follow from the number of bytes, however finely
 * the peer cuts them.
 */
export class GrowingBytes {
  /** The memory that the bytes lie in, from 0 to `length`; another one after an `append`. */
  bytes: Uint8Array<ArrayBuffer> = none
  length = 0
  readonly #account: MemoryAccount | null

  /** @param account - pays for the memory. @default nobody does */
  constructor(account: MemoryAccount | null = null) {
    this.#account = account
  }

  /** Adds a copy of `from[start, end)`. @returns false where the account does not hold it: nothing was added. */
  append(from: Uint8Array, start: number, end: number): boolean {
    const length = this.length + end - start
    if (length > this.bytes.length && !this.#grow(length)) return false
    // One byte at a time is the worst cut, and a view for each would cost more than the byte.
    if (end - start === 1) this.bytes[this.length] = from[start] as number
    else this.bytes.set(from.subarray(start, end), this.length)
    this.length = length
    return true
  }

  /** The bytes as UTF-8. */
  text(): string {
    return new TextDecoder().decode(this.bytes.subarray(0, this.length))
  }

  /** Forgets the bytes before an offset. */
  dropBefore(offset: number): void {
    if (offset >= this.length) return this.clear()
    if (offset === 0) return
    this.bytes.copyWithin(0, offset, this.length)
    this.length -= offset
    if (this.bytes.length > KEPT_BYTES && this.length <= this.bytes.length / 4) this.#shrink()
  }

  clear(): void {
    this.length = 0
    if (this.bytes.length > KEPT_BYTES) this.release()
  }

  /** Empties it and gives its memory back. */
  release(): void {
    this.length = 0
    this.#replace(none)
  }

  #grow(length: number): boolean {
    const capacity = Math.max(length, 2 * this.bytes.length, FIRST_BYTES)
    // Old and new memory are both held until the copy is done; only what stays is paid for.
    if (this.#account && !this.#account.hold(capacity - this.bytes.length)) return false
    const grown = new Uint8Array(capacity)
    grown.set(this.bytes.subarray(0, this.length))
    this.bytes = grown
    return true
  }

  #shrink(): void {
    const smaller = new Uint8Array(Math.max(2 * this.length, FIRST_BYTES))
    smaller.set(this.bytes.subarray(0, this.length))
    this.#replace(smaller)
  }

  #replace(bytes: Uint8Array<ArrayBuffer>): void {
    this.#account?.release(this.bytes.length - bytes.length)
    this.bytes = bytes
  }
}

const none = new Uint8Array(0)
