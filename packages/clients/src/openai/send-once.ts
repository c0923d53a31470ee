import type { Clock } from '@sagellm-benchmark/protocol-types'
import type { Transport, TransportRequest } from '../transport/transport.js'
import { createDeadlines, type Timeouts } from './deadlines.js'
import { type RecorderOptions, ResponseRecorder } from './response-recorder.js'
import { StampFirst } from './stamp-first.js'
import type { TurnQueue } from './turn-queue.js'

export type SendOnceOptions = Omit<RecorderOptions, 'onSettled'> & {
  readonly clock: Clock
  readonly timeouts: Timeouts
  readonly startAt: number
  /** Shared by all requests in flight; `null` where answers are read as they come. */
  readonly turns: TurnQueue | null
  readonly signal?: AbortSignal
}

/** Sends one request once and resolves, never rejects, when its response is over in whatever way. */
export function sendOnce(
  transport: Transport,
  request: TransportRequest,
  options: SendOnceOptions,
): Promise<ResponseRecorder> {
  const { clock, timeouts, startAt, signal, turns } = options
  return new Promise((resolve) => {
    const recorder: ResponseRecorder = new ResponseRecorder({
      ...options,
      onSettled() {
        signal?.removeEventListener('abort', onAbort)
        resolve(recorder)
      },
    })
    const stampFirst = turns && new StampFirst(recorder, turns, recorder.account)
    const catchUp = () => stampFirst?.readWaiting()
    const onAbort = () => {
      catchUp()
      const byRun = signal?.reason === 'cancelled_by_run'
      recorder.fail(byRun ? 'cancelled_by_run' : 'aborted', byRun ? 'cut off by the run' : 'aborted', clock.now())
    }
    if (signal?.aborted) return onAbort()
    signal?.addEventListener('abort', onAbort, { once: true })

    const deadlines = createDeadlines({
      clock,
      timeouts,
      startAt,
      lastTokenAt: () => recorder.answer.chunks.last,
      catchUp,
      onExpired(errorClass, message) {
        if (recorder.completeWithoutDone()) return
        if (errorClass === null) recorder.giveUpConnection()
        else recorder.fail(errorClass, message, clock.now())
      },
    })
    if (!transport.seesConnect) deadlines.enter(options.stream ? 'first_token' : 'body', startAt)
    recorder.limitBy(deadlines)
    recorder.abortWith(transport.dispatch(request, stampFirst ?? recorder).abort)
  })
}
