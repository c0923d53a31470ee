import type { CausalModel } from './causal-model.js'
import type { Counters } from './counters.js'
import type { FromWorker, SequenceRequest, SequenceToken, StepTiming } from './messages.js'
import { prefillGroup } from './prefill-group.js'
import { createRunningBatch } from './running-batch.js'

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
  const { model, maxBatchSize, counters, now, send } = options
  const batch = createRunningBatch(options)
  const waiting: SequenceRequest[] = []
  const cancelled = new Set<number>()
  let loop: Promise<void> | null = null
  let stopped = false

  const removeCancelled = (): void => {
    if (cancelled.size === 0) return
    batch.drop(cancelled)
    for (let at = waiting.length - 1; at >= 0; at -= 1) {
      if (cancelled.has((waiting[at] as SequenceRequest).id)) waiting.splice(at, 1)
    }
    cancelled.clear()
  }

  const publish = (): void => {
    counters.set('running', batch.size)
    counters.set('waiting', waiting.length)
    counters.set('kvUsedTokens', batch.usedTokens)
  }

  const admit = async (): Promise<void> => {
    const lengths = waiting.map(({ promptIds }) => promptIds.length)
    const count = prefillGroup(lengths, { ...model, freeRows: maxBatchSize - batch.size })
    const group = waiting.splice(0, count)
    counters.set('waiting', waiting.length)
    counters.set('running', batch.size + group.length)
    try {
      const tokens = await batch.prefill(group)
      for (const { promptIds } of group) counters.add('promptTokens', promptIds.length)
      deliver(tokens, null)
    } catch (cause) {
      send({ kind: 'failed', ids: group.map(({ id }) => id), message: String(cause) })
    }
  }

  const decode = async (): Promise<void> => {
    const ids = batch.ids()
    const isShared = batch.isShared
    const startedHrtimeMs = now()
    try {
      const tokens = await batch.step()
      counters.add('decodeSteps', 1)
      counters.add('decodeSequences', tokens.length)
      if (isShared) counters.add('decodeSharedSteps', 1)
      deliver(tokens, { startedHrtimeMs, latencyMs: now() - startedHrtimeMs })
    } catch (cause) {
      batch.clear()
      send({ kind: 'failed', ids, message: String(cause) })
    }
  }

  const deliver = (tokens: readonly SequenceToken[], timing: StepTiming | null): void => {
    counters.add('generationTokens', tokens.length)
    publish()
    send({ kind: 'tokens', tokens, decode: timing })
  }

  const run = async (): Promise<void> => {
    for (;;) {
      removeCancelled()
      if (stopped || (batch.size === 0 && waiting.length === 0)) break
      if (waiting.length > 0 && batch.size < maxBatchSize) await admit()
      else await decode()
    }
    batch.clear()
    publish()
    loop = null
  }

  return {
    submit(sequences) {
      waiting.push(...sequences)
      counters.set('waiting', waiting.length)
      loop ??= run()
    },
    cancel(ids) {
      for (const id of ids) cancelled.add(id)
      if (loop === null) removeCancelled()
    },
    async stop() {
      stopped = true
      waiting.length = 0
      await loop
    },
  }
}
