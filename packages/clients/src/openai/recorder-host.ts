import type { MemoryBudget } from '../bytes/memory-budget.js'
import type { WaitingFor } from './deadlines.js'
import type { StreamAnswerOptions } from './stream-answer.js'

export type RecorderOptions = StreamAnswerOptions & {
  /** What all answers in flight may hold together. */
  readonly memory: MemoryBudget
  readonly stream: boolean
  readonly maxBodyBytes: number
}

/** What the recorder needs of what sent the request. */
export interface RecorderHost {
  waitFor(waitingFor: WaitingFor, at: number): void
  /** The answer is over before its connection is: the exchange is to be stopped. */
  giveUp(): void
  /** All is known of the answer that will be; called once. */
  onSettled(): void
}
