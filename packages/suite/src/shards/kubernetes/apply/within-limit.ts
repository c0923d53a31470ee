import { BenchError, type Clock } from '@sagellm-benchmark/protocol-types'

export type LimitOptions = {
  readonly limitMs: number
  /** What has to come within the limit, as the beginning of a sentence: `the cluster`. */
  readonly of: string
  /** Of the caller. */
  readonly signal: AbortSignal
  readonly clock: Clock
}

/**
 * The result of an action, which gets a signal that aborts with the caller's or at the limit. It is not waited for longer, even where it does not
 * heed its signal, as a program that asks for a password.
 *
 * @throws BenchError `deadline_exceeded` at the limit, `cancelled` where the caller's signal came first.
 */
export async function withinLimit<T>(
  act: (signal: AbortSignal) => Promise<T>,
  { limitMs, of, signal, clock }: LimitOptions,
): Promise<T> {
  const own = new AbortController()
  const over = new Promise<never>((_resolve, reject) => {
    own.signal.addEventListener('abort', () => reject(own.signal.reason as Error), { once: true })
  })
  over.catch(() => {})
  const cancel = () => own.abort(new BenchError('cancelled', 'interrupted'))
  const stopTimer = clock.setTimer(limitMs, () =>
    own.abort(new BenchError('deadline_exceeded', `${of} gave no answer within ${limitMs / 1000} s`)),
  )
  signal.addEventListener('abort', cancel, { once: true })
  try {
    if (signal.aborted) cancel()
    return await Promise.race([over, act(own.signal)])
  } finally {
    stopTimer()
    signal.removeEventListener('abort', cancel)
  }
}
