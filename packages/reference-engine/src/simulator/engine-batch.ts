import type { Clock } from '@sagellm-benchmark/protocol-types'
import { emitTokens } from './emit-tokens.js'
import type { TruthLog } from './ground-truth.js'
import type { KvCache } from './kv-cache.js'
import { makeRoom } from './make-room.js'
import type { SchedulerCounters } from './scheduler-counters.js'
import { type Sequence, tokensOf } from './sequence.js'
import type { SimulatorOptions } from './simulator-options.js'

export type BatchParts = {
  readonly options: SimulatorOptions
  readonly clock: Clock
  readonly kv: KvCache
  readonly truth: TruthLog
  readonly counters: SchedulerCounters
}

/** Sequences that wait for a place and those that hold one, with what they hold of the KV cache. */
export class EngineBatch {
  readonly waiting: Sequence[] = []
  readonly running: Sequence[] = []
  /** Attention that is not paged has no blocks to hand out, and no tables of them. */
  readonly blockTables: boolean
  readonly #places: number
  readonly #parts: BatchParts

  constructor(parts: BatchParts) {
    const { options } = parts
    this.#parts = parts
    this.#places = options.sharedStream ? options.maxBatchSize : 1
    this.blockTables = options.blockTables && options.attentionPath !== 'contiguous'
  }

  get isEmpty(): boolean {
    return this.waiting.length === 0 && this.running.length === 0
  }

  /** Gives running sequences room for their next tokens, taking places back where there is none. */
  makeRoom(): void {
    const { kv, options } = this.#parts
    makeRoom({ running: this.running, kv, options, preempt: (sequence) => this.#preempt(sequence) })
  }

  /** Gives places to those that wait, first come first served, as far as places and blocks go. */
  admit(nowMs: number): void {
    const { options, kv } = this.#parts
    while (this.running.length < this.#places) {
      const next = this.waiting[0]
      if (!next || next.arrivedAtMs > nowMs) return
      const tokens = tokensOf(next)
      // A block stays in hand for each running answer: a newcomer that has to leave again at once helps nobody.
      const spare = kv.available() - Math.ceil(tokens.length / options.kvBlockSize)
      if (this.blockTables && this.running.length > 0 && spare <= this.running.length) return
      const room = next.maxTokens - next.generated.length
      const lease = kv.acquire(tokens, this.blockTables ? 0 : room)
      if (!lease) return
      this.waiting.shift()
      this.running.push(next)
      next.lease = lease
      next.computed = lease.cachedTokens
      next.toCompute = tokens.length
      next.queuedMs ??= nowMs - next.arrivedAtMs
      this.#parts.truth.admitted(next.requestId, nowMs)
      this.#countPrefix(next, tokens.length, lease.cachedTokens)
    }
  }

  /** Generates up to `max` tokens of a running sequence, which leaves when its answer ends. */
  emit(sequence: Sequence, { max, dueMs }: { readonly max: number; readonly dueMs: number }): number {
    const { clock, truth, kv, counters } = this.#parts
    const tokens = emitTokens(sequence, { max, dueMs, clock, truth })
    counters.generatedTokens += tokens
    if (sequence.finished) {
      if (sequence.lease) kv.publish(sequence.lease, tokensOf(sequence).slice(0, -1))
      this.#leave(sequence)
    }
    return tokens
  }

  /** Takes a sequence out, wherever it is. */
  remove(sequence: Sequence): void {
    const at = this.waiting.indexOf(sequence)
    if (at >= 0) this.waiting.splice(at, 1)
    sequence.finished = true
    this.#leave(sequence)
  }

  /** Counted once: what is computed again after a preemption is not a new query. */
  #countPrefix(sequence: Sequence, tokens: number, cachedTokens: number): void {
    if (sequence.cachedPromptTokens !== null) return
    const { options, counters } = this.#parts
    sequence.cachedPromptTokens = options.prefixCache ? cachedTokens : 0
    counters.prefixQueries += tokens
    counters.prefixHits += cachedTokens
  }

  #preempt(sequence: Sequence): void {
    this.#leave(sequence)
    this.waiting.unshift(sequence)
    this.#parts.counters.preemptions += 1
    this.#parts.truth.preempted(sequence.requestId)
  }

  #leave(sequence: Sequence): void {
    const at = this.running.indexOf(sequence)
    if (at >= 0) this.running.splice(at, 1)
    if (sequence.lease) this.#parts.kv.release(sequence.lease)
    sequence.lease = null
  }
}
