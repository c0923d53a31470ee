import type { DecodeStepRecord } from '@sagellm-benchmark/protocol-types/engine'
import type { RandomSource } from '@sagellm-benchmark/protocol-types/random'
import { attentionPaths } from './attention-paths.js'
import { type BatchParts, EngineBatch } from './engine-batch.js'
import { planStep, type StepPlan } from './plan-step.js'
import { sampleLognormal } from './sample-lognormal.js'
import { isPrefilling, type Sequence, tokensOf } from './sequence.js'
import type { SimulatorOptions } from './simulator-options.js'
import { stepTimeMs } from './step-time.js'

export interface Scheduler {
  readonly waiting: readonly Sequence[]
  readonly running: readonly Sequence[]
  add(sequences: readonly Sequence[]): void
  /** Takes a sequence out, wherever it is, without a last step. */
  remove(sequence: Sequence): void
  close(): void
}

export type SchedulerParts = BatchParts & {
  readonly stepNoise: RandomSource
  readonly onDecodeStep: (step: DecodeStepRecord) => void
}

/** Further behind than this the simulated time is set to the real one: a suspended machine is not caught up on in a burst. */
const giveUpLagMs = 1000

/**
 * Continuous batching, step by step. Steps follow each other on a time line of their own: a step ends at its start plus
 * the duration that the model of the engine gives it, and the clock is only waited for. So a late timer delays one step
 * and no later one, and results depend on arrival times alone. A request takes part in no step that began before it came.
 */
export function createScheduler(parts: SchedulerParts): Scheduler {
  return new StepScheduler(parts)
}

class StepScheduler implements Scheduler {
  readonly #parts: SchedulerParts
  readonly #batch: EngineBatch
  readonly #stopping = new AbortController()
  /** Where the simulated time is, ms. */
  #lineMs = Number.NEGATIVE_INFINITY
  #active = false

  constructor(parts: SchedulerParts) {
    this.#parts = parts
    this.#batch = new EngineBatch(parts)
  }

  get waiting(): readonly Sequence[] {
    return this.#batch.waiting
  }

  get running(): readonly Sequence[] {
    return this.#batch.running
  }

  add(sequences: readonly Sequence[]): void {
    this.#batch.waiting.push(...sequences)
    this.#start()
  }

  remove(sequence: Sequence): void {
    this.#batch.remove(sequence)
  }

  close(): void {
    this.#stopping.abort()
  }

  #start(): void {
    if (this.#active) return
    this.#active = true
    // Everything that arrives in the same instant belongs to the same first step.
    this.#parts.clock.setTimer(0, () => {
      this.#work()
        .catch((error) => {
          if (!this.#stopping.signal.aborted) throw error
        })
        .finally(() => {
          this.#active = false
          if (this.#hasWork) this.#start()
        })
    })
  }

  get #hasWork(): boolean {
    return !this.#stopping.signal.aborted && !this.#batch.isEmpty
  }

  async #work(): Promise<void> {
    while (this.#hasWork) await this.#step()
  }

  async #step(): Promise<void> {
    const { options, clock, counters, stepNoise } = this.#parts
    const batch = this.#batch
    if (batch.running.length === 0) this.#lineMs = Math.max(this.#lineMs, batch.waiting[0]?.arrivedAtMs ?? this.#lineMs)
    batch.makeRoom()
    batch.admit(this.#lineMs)
    const plan = planStep(batch.running, options)
    const startedAtMs = this.#lineMs
    this.#lineMs += stepTimeMs(plan.work, options) * sampleLognormal(options.noiseCv, stepNoise)
    await clock.sleepUntil(this.#lineMs, this.#stopping.signal)
    const lag = clock.now() - this.#lineMs
    counters.maxLagMs = Math.max(counters.maxLagMs, lag)
    // A clock that is behind returns at once: without this turn a busy engine would never read its sockets.
    if (lag > 0.5) await new Promise((resolve) => setImmediate(resolve))
    this.#finishPrefills(plan)
    this.#finishDecodes(plan, startedAtMs)
    if (lag > giveUpLagMs) {
      this.#lineMs = clock.now()
      counters.timeLineResets += 1
    }
  }

  /** A prompt that is computed to its end brings the first token. */
  #finishPrefills(plan: StepPlan): void {
    for (const { sequence, tokens } of plan.prefill) {
      if (!sequence.lease) continue
      sequence.computed += tokens
      if (isPrefilling(sequence)) continue
      this.#parts.kv.publish(sequence.lease, tokensOf(sequence))
      this.#batch.emit(sequence, { max: 1, dueMs: this.#lineMs })
    }
  }

  #finishDecodes(plan: StepPlan, startedAtMs: number): void {
    const { options, counters } = this.#parts
    const requestIds = [...new Set(plan.decode.map(({ requestId }) => requestId))]
    const activeSequences = plan.decode.length
    if (activeSequences === 0) return
    let emittedTokens = 0
    for (const sequence of plan.decode) {
      if (!sequence.lease) continue
      const accepted = acceptedDrafts(sequence, options)
      const emitted = this.#batch.emit(sequence, { max: 1 + accepted, dueMs: this.#lineMs })
      emittedTokens += emitted
      counters.draftTokens += options.draftTokens
      counters.acceptedTokens += emitted - 1
    }
    const { implementation } = attentionPaths[options.attentionPath]
    counters.decodeSteps += 1
    counters.decodeSequences += activeSequences
    if (requestIds.length > 1) counters.sharedSteps += 1
    if (this.#batch.blockTables) counters.blockTableSteps += 1
    counters.byImplementation[implementation] = (counters.byImplementation[implementation] ?? 0) + 1
    this.#parts.onDecodeStep({
      stepIndex: counters.decodeSteps - 1,
      startedAtMs,
      latencyMs: this.#lineMs - startedAtMs,
      requestIds,
      activeSequences,
      emittedTokens,
      implementation,
      blockTables: this.#batch.blockTables,
    })
  }
}

function acceptedDrafts(sequence: Sequence, options: SimulatorOptions): number {
  let accepted = 0
  while (accepted < options.draftTokens && sequence.draft.uniform() < options.draftAcceptance) accepted += 1
  return accepted
}
