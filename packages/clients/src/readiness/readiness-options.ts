import type { OpenAiClientOptions } from '../openai/openai-client-options.js'
import type { TrialShape } from './send-trial.js'

export type ReadinessOptions = OpenAiClientOptions & {
  /** The form of the run's requests; their prompts are not needed. @default a streamed, greedy request */
  readonly trial?: TrialShape
  /** How long to wait for the server, ms. @default 30000 */
  readonly waitMs?: number
  /** Pause between tries, ms; a server's `Retry-After` makes it longer. @default 500 */
  readonly pollMs?: number
  /** Hears at the beginning and after each failed try what is waited for, and `null` when the wait is over. @default nobody */
  readonly onWaiting?: (waiting: Waiting | null) => void
  readonly signal?: AbortSignal
}

/** What a wait is at. */
export type Waiting = {
  /** The base URL, without secrets. */
  readonly url: string
  /** What did not pass last, in the server's words; `null` before the first answer. */
  readonly said: string | null
  readonly waitedMs: number
  readonly limitMs: number
}
