import { copyBytes } from '../bytes/copy-bytes.js'
import type { Clock, RequestErrorClass } from '@sagellm-benchmark/protocol-types'
import type { Transport } from '../transport/transport.js'
import type { Redactor } from './redact.js'

/** What a request needs of the server that it goes to. */
export interface Reachable {
  readonly clock: Clock
  readonly headers: Readonly<Record<string, string>>
  readonly redact: Redactor
  /** The path of a route: under the base URL, or under the root (the base without `/v1`). */
  pathOf(route: string, under: 'base' | 'root'): string
  transport(): Promise<Transport>
}

export type Call = {
  /** @default 'GET' */
  readonly method?: 'GET' | 'POST'
  readonly route: string
  /** @default 'root' */
  readonly under?: 'base' | 'root'
  /** Sent as JSON. */
  readonly body?: unknown
  /** @default 10000 */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

/** The whole answer, or why there is none. */
export type CallAnswer = {
  /** `null` where no answer came. */
  readonly status: number | null
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  /** The text as JSON; `undefined` where it is not. */
  readonly json: unknown
  readonly errorClass: RequestErrorClass | null
  readonly errorMessage: string | null
}

const MAX_ANSWER_BYTES = 16_777_216

/** Sends one request and collects its answer. For probing a server, never for measuring it. */
export async function call(endpoint: Reachable, request: Call): Promise<CallAnswer> {
  const { method = 'GET', route, under = 'root', body, timeoutMs = 10_000, signal } = request
  const transport = await endpoint.transport()
  const text = body === undefined ? null : JSON.stringify(body)
  const headers = text === null ? endpoint.headers : { ...endpoint.headers, 'content-type': 'application/json' }

  return new Promise((resolve) => {
    const chunks: Uint8Array[] = []
    let size = 0
    let status: number | null = null
    let answered: Readonly<Record<string, string>> = {}

    const settle = (errorClass: RequestErrorClass | null, message: string | null) => {
      cancelTimer()
      signal?.removeEventListener('abort', onAbort)
      const whole = decode(chunks, size)
      resolve({
        status,
        headers: answered,
        text: whole,
        json: parse(whole),
        errorClass,
        errorMessage: message === null ? null : endpoint.redact(message),
      })
    }
    const stop = (errorClass: RequestErrorClass, message: string) => {
      exchange.abort()
      settle(errorClass, message)
    }
    const onAbort = () => stop('aborted', 'aborted')
    const cancelTimer = endpoint.clock.setTimer(timeoutMs, () => stop('total_timeout', `no answer in ${timeoutMs} ms`))
    const exchange = transport.dispatch(
      { method, path: endpoint.pathOf(route, under), headers, body: text },
      {
        onConnected: () => {},
        onSent: () => {},
        onConnectionFlag: () => {},
        onHeaders(code, fields) {
          status = code
          answered = fields
        },
        onBody(bytes, start, end) {
          chunks.push(copyBytes(bytes, start, end))
          size += end - start
          if (size > MAX_ANSWER_BYTES) stop('response_too_large', `an answer of more than ${MAX_ANSWER_BYTES} bytes`)
        },
        onEnd: () => settle(null, null),
        onFailure: (failure) => settle(failure.errorClass, failure.message),
      },
    )
    if (signal?.aborted) onAbort()
    else signal?.addEventListener('abort', onAbort, { once: true })
  })
}

function decode(chunks: readonly Uint8Array[], size: number): string {
  const all = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    all.set(chunk, at)
    at += chunk.length
  }
  return new TextDecoder().decode(all)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
