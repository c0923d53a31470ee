import { BenchError, type Clock } from '@sagellm-benchmark/protocol-types'
import type { PromptInput } from '@sagellm-benchmark/protocol-types/engine'
import type { AsyncPlanResources } from '@sagellm-benchmark/workloads'
import { checkCount, isImpossible } from './check-count.js'

export type PatientAskOptions = {
  readonly ask: AsyncPlanResources['countPrompt']
  readonly clock: Clock
  /** Ends the waiting. */
  readonly signal: AbortSignal
  /** How long one count is tried again, ms. */
  readonly patienceMs: number
  /** Called once with a sentence when an answer is slow. */
  readonly onSlow: ((text: string) => void) | undefined
  /** Whether answers are not needed any more. */
  readonly isOver: () => boolean
}

const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 4_000
/** Timeout of one question, ms, and what each character of its text adds. */
const ANSWER_MS = 10_000
const ANSWER_MS_PER_CHARACTER = 0.05
/** Patience with a server that has once not answered for `patienceMs`, ms. */
const SECOND_PATIENCE_MS = 2_000

/**
 * Asks a server for a count, and again for a while where it does not answer.
 *
 * @returns a function that rejects with BenchError `unavailable` where no answer came, or one that cannot be.
 */
export function createPatientAsk(options: PatientAskOptions): (input: PromptInput) => Promise<number> {
  const { ask, clock, signal, patienceMs, isOver } = options
  let { onSlow } = options
  let gaveUp = false
  return async (input) => {
    const waitMs = gaveUp ? SECOND_PATIENCE_MS : patienceMs
    const since = clock.now()
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      try {
        if (isOver()) throw new Error('the load has begun')
        const withinMs = ANSWER_MS + ANSWER_MS_PER_CHARACTER * promptCharacters(input)
        const tokens = await answerWithin(clock, withinMs, ask(input))
        gaveUp = false
        checkCount(input, tokens)
        return tokens
      } catch (error) {
        if (isImpossible(error)) throw error
        if (clock.now() - since >= ANSWER_MS) {
          onSlow?.(`The server counts no prompts (${wordsOf(error)}); it is asked for up to ${seconds(waitMs)} s`)
          onSlow = undefined
        }
        if (signal.aborted || isOver() || clock.now() + pause > since + waitMs) {
          gaveUp = true
          throw unanswered(error, waitMs)
        }
      }
      await clock.sleepUntil(clock.now() + pause, signal)
    }
  }
}

function promptCharacters(input: PromptInput): number {
  return input.kind === 'tokens' ? 0 : JSON.stringify(input).length
}

/** Rejects where an answer does not come in time; a later answer is ignored. */
async function answerWithin(clock: Clock, ms: number, answer: number | Promise<number>): Promise<number> {
  let cancel = () => {}
  const late = new Promise<never>((_, reject) => {
    cancel = clock.setTimer(ms, () => reject(new Error(`no answer within ${seconds(ms)} s`)))
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    cancel()
  }
}

function unanswered(error: unknown, patienceMs: number): BenchError {
  const message = `the server did not count a prompt for ${seconds(patienceMs)} s: ${wordsOf(error)}`
  return new BenchError('unavailable', message, {
    hint: 'give --tokenizer FOLDER, which counts without the server',
    cause: error,
  })
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function seconds(ms: number): number {
  return Math.round(ms / 1000)
}
