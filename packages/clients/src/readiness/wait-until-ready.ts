import { BenchError } from '@sagellm-benchmark/protocol-types'
import { createEndpoint, type Endpoint } from '../endpoint/endpoint.js'
import { fieldNotices } from '../openai/field-notices.js'
import type { FieldChanges } from '../openai/request-body.js'
import { retryAfterMs } from '../openai/retry-delay.js'
import { type Attempt, createAttempts } from './attempt.js'
import type { ReadinessOptions } from './readiness-options.js'

/** When the server was found ready, and what it takes. */
export type Readiness = {
  readonly model: string
  readonly waitedMs: number
  /** Fields that the server refused in the trial; a client with these sends what was accepted. */
  readonly fieldChanges: FieldChanges
  /** The build of the engine, as its answer to the trial says. */
  readonly fingerprint: string | null
  /** What the user has to know: refused fields, a trial that was answered and then failed. */
  readonly notices: readonly string[]
}

/**
 * Waits until a server takes a request in the form of the run's own. One request of 16 tokens decides, sent again until the
 * wait is over: streamed where the model is named, else a short whole answer, and a stream only where that does not do; where its length may be why it was refused, one of the run's length. `/v1/models` only helps to find the model. A field
 * that is refused by name is left out or renamed, and reported.
 *
 * @throws BenchError `deadline_exceeded` with what the server said last; `unavailable`, at once, where waiting does not help: a
 *   refused key or request, a web page, another protocol; `not_found` for a model that the server's list lacks.
 */
export async function waitUntilReady(options: ReadinessOptions): Promise<Readiness> {
  const { waitMs = 30_000, pollMs = 500, onWaiting = () => {}, signal } = options
  const endpoint = createEndpoint(options)
  const { clock, url } = endpoint
  const startedAt = clock.now()
  const left = () => startedAt + waitMs - clock.now()
  const report = (said: string | null) => onWaiting({ url, said, waitedMs: clock.now() - startedAt, limitMs: waitMs })
  const attempts = createAttempts(endpoint, options)
  try {
    report(null)
    for (;;) {
      signal?.throwIfAborted()
      const attempt = await attempts.next(Math.max(MIN_PATIENCE_MS, left()))
      signal?.throwIfAborted()
      if (attempt.kind === 'never') throw neverReady(endpoint, attempt)
      const over = left() < pollMs
      // It takes requests and answers each with an error: that is a result, and the run records it.
      if (attempt.kind === 'ready' || (over && attempt.answered)) return readinessOf(attempt, clock.now() - startedAt)
      if (over) throw notReady(endpoint, { waitMs, said: attempt.said })
      report(attempt.said)
      const asked = retryAfterMs(attempt.retryAfter, clock.unixMs()) ?? 0
      await clock.sleepUntil(clock.now() + Math.min(left(), Math.max(pollMs, asked)), signal)
    }
  } finally {
    onWaiting(null)
    await endpoint.close()
  }
}

/** A step has this long even at the end of the wait. */
const MIN_PATIENCE_MS = 1000

function readinessOf(attempt: Exclude<Attempt, { kind: 'never' }>, waitedMs: number): Readiness {
  const { model, fieldChanges } = attempt
  const warning = attempt.kind === 'ready' ? attempt.warning : `${attempt.said}; the run goes on`
  return {
    model: model as string,
    waitedMs,
    fieldChanges,
    fingerprint: attempt.kind === 'ready' ? attempt.fingerprint : null,
    notices: [...fieldNotices(fieldChanges), ...(warning ? [sentence(warning)] : [])],
  }
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}

function neverReady(endpoint: Endpoint, { said, hint }: { readonly said: string; readonly hint: string }): BenchError {
  return new BenchError('unavailable', endpoint.redact(`${endpoint.url} cannot be measured: ${said}`), { hint })
}

function notReady(
  endpoint: Endpoint,
  { waitMs, said }: { readonly waitMs: number; readonly said: string },
): BenchError {
  const message = `${endpoint.url} was not ready within ${waitMs / 1000} s: ${said}`
  return new BenchError('deadline_exceeded', endpoint.redact(message), {
    hint: 'check that the server is up and the address is right, or wait longer with --server-wait',
  })
}
