import type { Clock } from '@sagellm-benchmark/protocol-types'
import type { DecodeStepRecord } from '@sagellm-benchmark/protocol-types/engine'
import type { RandomSource } from '@sagellm-benchmark/protocol-types/random'
import { attentionPaths } from './attention-paths.js'
import { emitTokens } from './emit-tokens.js'
import type { TruthLog } from './ground-truth.js'
import type { KvCache } from './kv-cache.js'
import { makeRoom } from './make-room.js'
import { planStep, type StepPlan } from './plan-step.js'
import { sampleLognormal } from './sample-lognormal.js'
import type { SchedulerCounters } from './scheduler-counters.js'
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

export type SchedulerParts = {
  readonly options: SimulatorOptions
  readonly clock: Clock
  readonly kv: KvCache
  readonly truth: TruthLog
  readonly counters: SchedulerCounters
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
  const { options, clock, kv, truth, counters } = parts
  const places = options.sharedStream ? options.maxBatchSize : 1
  // Attention that is not paged has no blocks to hand out, and no tables of them.
  const blockTables = options.blockTables && options.attentionPath !== 'contiguous'
  const stopping = new AbortController()
  const waiting: Sequence[] = []
  const running: Sequence[] = []
  let lineMs = Number.NEGATIVE_INFINITY
  let active = false

  const admit = () => {
    while (running.length < places) {
      const next = waiting[0]
      if (!next || next.arrivedAtMs > lineMs) return
      const tokens = tokensOf(next)
      // A block stays in hand for each running answer: a newcomer that has to leave again at once helps nobody.
      const spare = kv.available() - Math.ceil(tokens.length / options.kvBlockSize)
      if (blockTables && running.length > 0 && spare <= running.length) return
      const room = next.maxTokens - next.generated.length
      const lease = kv.acquire(tokens, blockTables ? 0 : room)
      if (!lease) return
      waiting.shift()
      running.push(next)
      next.lease = lease
      next.computed = lease.cachedTokens
      next.toCompute = tokens.length
      next.queuedMs ??= lineMs - next.arrivedAtMs
      truth.admitted(next.requestId, lineMs)
      if (next.cachedPromptTokens !== null) continue
      // Counted once: what is computed again after a preemption is not a new query.
      next.cachedPromptTokens = options.prefixCache ? lease.cachedTokens : 0
      counters.prefixQueries += tokens.length
      counters.prefixHits += lease.cachedTokens
    }
  }

  const preempt = (sequence: Sequence) => {
    leave(sequence)
    waiting.unshift(sequence)
    counters.preemptions += 1
    truth.preempted(sequence.requestId)
  }

  const leave = (sequence: Sequence) => {
    const at = running.indexOf(sequence)
    if (at >= 0) running.splice(at, 1)
    if (sequence.lease) kv.release(sequence.lease)
    sequence.lease = null
  }

  const emit = (sequence: Sequence, most: number): number => {
    const tokens = emitTokens(sequence, { most, dueMs: lineMs, clock, truth })
    counters.generatedTokens += tokens
    if (sequence.finished) {
      if (sequence.lease) kv.publish(sequence.lease, tokensOf(sequence).slice(0, -1))
      leave(sequence)
    }
    return tokens
  }

  const finishPrefills = (plan: StepPlan) => {
    for (const { sequence, tokens } of plan.prefill) {
      if (!sequence.lease) continue
      sequence.computed += tokens
      if (isPrefilling(sequence)) continue
      kv.publish(sequence.lease, tokensOf(sequence))
      emit(sequence, 1)
    }
  }

  const finishDecodes = (plan: StepPlan, startedAtMs: number) => {
    const requestIds = [...new Set(plan.decode.map(({ requestId }) => requestId))]
    const activeSequences = plan.decode.length
    if (activeSequences === 0) return
    let emittedTokens = 0
    for (const sequence of plan.decode) {
      if (!sequence.lease) continue
      const accepted = acceptedDrafts(sequence, options)
      const emitted = emit(sequence, 1 + accepted)
      emittedTokens += emitted
      counters.draftTokens += options.draftTokens
      counters.acceptedTokens += emitted - 1
    }
    const { implementation } = attentionPaths[options.attentionPath]
    counters.decodeSteps += 1
    counters.decodeSequences += activeSequences
    if (requestIds.length > 1) counters.sharedSteps += 1
    counters.byImplementation[implementation] = (counters.byImplementation[implementation] ?? 0) + 1
    parts.onDecodeStep({
      stepIndex: counters.decodeSteps - 1,
      startedAtMs,
      latencyMs: lineMs - startedAtMs,
      requestIds,
      activeSequences,
      emittedTokens,
      implementation,
      blockTables,
    })
  }

  const step = async () => {
    if (running.length === 0) lineMs = Math.max(lineMs, waiting[0]?.arrivedAtMs ?? lineMs)
    makeRoom({ running, kv, options, preempt })
    admit()
    const plan = planStep(running, options)
    const startedAtMs = lineMs
    lineMs += stepTimeMs(plan.work, options) * sampleLognormal(options.noiseCv, parts.stepNoise)
    await clock.sleepUntil(lineMs, stopping.signal)
    const lag = clock.now() - lineMs
    counters.maxLagMs = Math.max(counters.maxLagMs, lag)
    // A clock that is behind returns at once: without this turn a busy engine would never read its sockets.
    if (lag > 0.5) await new Promise((resolve) => setImmediate(resolve))
    finishPrefills(plan)
    finishDecodes(plan, startedAtMs)
    if (lag > giveUpLagMs) {
      lineMs = clock.now()
      counters.timeLineResets += 1
    }
  }

  const work = async () => {
    while (!stopping.signal.aborted && (waiting.length > 0 || running.length > 0)) await step()
  }

  const start = () => {
    if (active) return
    active = true
    // Everything that arrives in the same instant belongs to the same first step.
    clock.setTimer(0, () => {
      work()
        .catch((error) => {
          if (!stopping.signal.aborted) throw error
        })
        .finally(() => {
          active = false
          if (!stopping.signal.aborted && waiting.length + running.length > 0) start()
        })
    })
  }

  return {
    waiting,
    running,
    add(sequences) {
      waiting.push(...sequences)
      start()
    },
    remove(sequence) {
      const at = waiting.indexOf(sequence)
      if (at >= 0) waiting.splice(at, 1)
      sequence.finished = true
      leave(sequence)
    },
    close: () => stopping.abort(),
  }
}

function acceptedDrafts(sequence: Sequence, options: SimulatorOptions): number {
  let accepted = 0
  while (accepted < options.draftTokens && sequence.draft.uniform() < options.draftAcceptance) accepted += 1
  return accepted
}
