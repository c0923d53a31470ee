import type { CausalModel } from './causal-model.js'
import type { Counters } from './counters.js'
import type { FromWorker, SequenceRequest, SequenceToken, StepTiming } from './messages.js'
import { prefillGroup } from './prefill-group.js'
import { createRunningBatch, type RunningBatch } from './running-batch.js'

export type SchedulerOptions = {
  readonly model: CausalModel
  readonly maxBatchSize: number
  readonly eosTokenIds: ReadonlySet<number>
  readonly counters: Counters
  readonly now: () => number
  readonly send: (message: FromWorker) => void
}

export interface Scheduler {
  submit(sequences: readonly SequenceRequest[]): void
  cancel(ids: readonly number[]): void
  /** Drops everything and resolves when no pass is running any more. */
  stop(): Promise<void>
}

/**
 * Continuous batching, first come first served: between two passes finished and cancelled rows leave, and waiting
 * prompts are processed at once while rows are free, before the next decode step.
 *
 * A pass that fails takes its own sequences with it and no others; the next ones start afresh.
 */
export function createScheduler(options: SchedulerOptions): Scheduler {
  return new ContinuousBatching(options)
}

class ContinuousBatching implements Scheduler {
  readonly #options: SchedulerOptions
  readonly #batch: RunningBatch
  readonly #waiting: SequenceRequest[] = []
  readonly #cancelled = new Set<number>()
  /** Runs while there is work. */
  #loop: Promise<void> | null = null
  #stopped = false

  constructor(options: SchedulerOptions) {
    this.#options = options
    this.#batch = createRunningBatch(options)
  }

  submit(sequences: readonly SequenceRequest[]): void {
    this.#waiting.push(...sequences)
    this.#options.counters.set('waiting', this.#waiting.length)
    this.#loop ??= this.#run()
  }

  cancel(ids: readonly number[]): void {
    for (const id of ids) this.#cancelled.add(id)
    if (this.#loop === null) this.#removeCancelled()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#waiting.length = 0
    await this.#loop
  }

  async #run(): Promise<void> {
    const batch = this.#batch
    for (;;) {
      this.#removeCancelled()
      if (this.#stopped || (batch.size === 0 && this.#waiting.length === 0)) break
      if (this.#waiting.length > 0 && batch.size < this.#options.maxBatchSize) await this.#admit()
      else await this.#decode()
    }
    batch.clear()
    this.#publish()
    this.#loop = null
  }

  /** Processes the prompts of as many waiting sequences as fit. */
  async #admit(): Promise<void> {
    const { model, maxBatchSize, counters, send } = this.#options
    const lengths = this.#waiting.map(({ promptIds }) => promptIds.length)
    const count = prefillGroup(lengths, { ...model, freeRows: maxBatchSize - this.#batch.size })
    const group = this.#waiting.splice(0, count)
    counters.set('waiting', this.#waiting.length)
    counters.set('running', this.#batch.size + group.length)
    try {
      const tokens = await this.#batch.prefill(group)
      for (const { promptIds } of group) counters.add('promptTokens', promptIds.length)
      this.#deliver(tokens, null)
    } catch (cause) {
      send({ kind: 'failed', ids: group.map(({ id }) => id), message: String(cause) })
    }
  }

  /** One token for each running sequence. */
  async #decode(): Promise<void> {
    const { counters, now, send } = this.#options
    const ids = this.#batch.ids()
    const isShared = this.#batch.isShared
    const startedHrtimeMs = now()
    try {
      const tokens = await this.#batch.step()
      counters.add('decodeSteps', 1)
      counters.add('decodeSequences', tokens.length)
      if (isShared) counters.add('decodeSharedSteps', 1)
      this.#deliver(tokens, { startedHrtimeMs, latencyMs: now() - startedHrtimeMs })
    } catch (cause) {
      this.#batch.clear()
      send({ kind: 'failed', ids, message: String(cause) })
    }
  }

  #deliver(tokens: readonly SequenceToken[], timing: StepTiming | null): void {
    this.#options.counters.add('generationTokens', tokens.length)
    this.#publish()
    this.#options.send({ kind: 'tokens', tokens, decode: timing })
  }

  #publish(): void {
    const { counters } = this.#options
    counters.set('running', this.#batch.size)
    counters.set('waiting', this.#waiting.length)
    counters.set('kvUsedTokens', this.#batch.usedTokens)
  }

  #removeCancelled(): void {
    const cancelled = this.#cancelled
    if (cancelled.size === 0) return
    this.#batch.drop(cancelled)
    for (let at = this.#waiting.length - 1; at >= 0; at -= 1) {
      if (cancelled.has((this.#waiting[at] as SequenceRequest).id)) this.#waiting.splice(at, 1)
    }
    cancelled.clear()
  }
}
