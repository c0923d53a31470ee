import type { RequestErrorClass } from '@sagellm-benchmark/protocol-types'
import type { Deadlines } from './deadlines.js'
import { ObservedAnswer } from './observed-answer.js'

/** An answer with its end: it settles once, complete or failed, and gives up its connection where that is still open. */
export abstract class SettlingAnswer extends ObservedAnswer {
  protected settled = false
  /** The transport has reported the end by itself: there is nothing left to abort. */
  protected transportEnded = false
  protected deadlines: Deadlines | null = null
  #abort: (() => void) | null = null

  /** Sets the time limits; before the request starts, because its first steps may happen at once. */
  limitBy(deadlines: Deadlines): void {
    this.deadlines = deadlines
  }

  /** Sets how the exchange is given up. */
  abortWith(abort: () => void): void {
    this.#abort = abort
    if (this.settled && !this.transportEnded) abort()
  }

  /** Ends the request as failed and gives up its connection. The first failure stands. */
  fail(errorClass: RequestErrorClass, message: string, at: number): void {
    if (this.settled) return
    this.failWith(errorClass, message, at)
    this.#abort?.()
  }

  /** The drain limit passed: the answer is complete, only its connection is not. */
  giveUpConnection(): void {
    this.settle()
    this.#abort?.()
  }

  /** Ends the request as failed, the connection being as it is. */
  protected failWith(errorClass: RequestErrorClass, message: string, at: number): void {
    this.errorClass = errorClass
    this.errorMessage = message
    this.endAt = at
    this.settle()
  }

  protected settle(): void {
    if (this.settled) return
    this.settled = true
    this.deadlines?.cancel()
    this.onSettled()
  }

  /** The exchange is over; called once. */
  protected abstract onSettled(): void
}
