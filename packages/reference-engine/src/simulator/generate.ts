import { BenchError, type Clock } from '@sagellm-benchmark/protocol-types'
import type { GenerationStep, ServedEngine, Tokenizer } from '@sagellm-benchmark/protocol-types/engine'
import { checkLength } from './check-length.js'
import type { TruthLog } from './ground-truth.js'
import { promptTokens } from './prompt-tokens.js'
import type { Scheduler } from './scheduler.js'
import type { SchedulerCounters } from './scheduler-counters.js'
import { sequencesOf } from './sequences-of.js'
import type { SimulatorOptions } from './simulator-options.js'
import { createStepQueue } from './step-queue.js'

type GeneratorParts = {
  readonly options: SimulatorOptions
  readonly clock: Clock
  readonly tokenizer: Tokenizer
  readonly scheduler: Scheduler
  readonly counters: SchedulerCounters
  readonly truth: TruthLog
}

export interface Generator {
  readonly generate: ServedEngine['generate']
  /** Ends every answer; requests that come later are refused. */
  close(): void
}

/** Takes requests in: checks them, hands their sequences to the scheduler and their steps to the reader. */
export function createGenerator({ options, clock, tokenizer, scheduler, counters, truth }: GeneratorParts): Generator {
  const endings = new Set<() => void>()
  let closed = false

  const generate: ServedEngine['generate'] = (request, { requestId, signal }) => {
    if (closed) throw new BenchError('unavailable', 'the engine is closed')
    const promptIds = promptTokens(request.input, tokenizer)
    checkLength({ prompt: promptIds.length, maxTokens: request.maxTokens }, options)
    checkQueue(request.choices, { options, scheduler })

    const arrivedAtMs = clock.now()
    counters.requests += 1
    counters.promptTokens += promptIds.length
    truth.arrived(requestId, arrivedAtMs, request.choices)
    let open = request.choices
    const stop = () => {
      signal?.removeEventListener('abort', leave)
      endings.delete(stop)
      for (const sequence of sequences) if (!sequence.finished) scheduler.remove(sequence)
      queue.end()
    }
    const leave = () => {
      if (options.freeOnDisconnect) return stop()
      // Nobody listens any more, and the sequences go on to their end.
      signal?.removeEventListener('abort', leave)
      queue.end()
    }
    const queue = createStepQueue<GenerationStep>(leave)
    const emit = (step: GenerationStep) => {
      queue.push(step)
      if (step.finishReason !== null) open -= 1
      if (open === 0) stop()
    }
    const ordinal = counters.requests
    const sequences = sequencesOf(request, { requestId, ordinal, arrivedAtMs, promptIds, options, emit })
    endings.add(stop)
    signal?.addEventListener('abort', leave, { once: true })
    if (signal?.aborted) stop()
    else scheduler.add(sequences)
    return queue
  }

  return {
    generate,
    close() {
      closed = true
      for (const end of [...endings]) end()
    },
  }
}

/** @throws BenchError `resource_exhausted` where neither the batch nor the queue has places for so many sequences. */
function checkQueue(sequences: number, { options, scheduler }: Pick<GeneratorParts, 'options' | 'scheduler'>): void {
  const free = Math.max(0, options.maxBatchSize - scheduler.running.length)
  if (scheduler.waiting.length + sequences <= options.maxWaiting + free) return
  throw new BenchError('resource_exhausted', `the queue holds ${options.maxWaiting} sequences and is full`, {
    hint: 'send fewer requests at once, or raise maxWaiting',
  })
}
