import { GrowingBytes } from '../bytes/growing-bytes.js'
import type { MemoryBudget } from '../bytes/memory-budget.js'
import type { Clock, RequestErrorClass } from '@sagellm-benchmark/protocol-types'
import { PROXY_LOGIN } from '../transport/proxy-refusal.js'
import type { Transport } from '../transport/transport.js'
import type { Redactor } from './redact.js'
import { parseStrict } from '../openai/parse-json.js'

/** What a request needs of the server that it goes to. */
export interface Reachable {
  readonly clock: Clock
  readonly headers: Readonly<Record<string, string>>
  readonly redact: Redactor
  /** What all answers of the server that are being read may hold together. */
  readonly memory: MemoryBudget
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
  /** What helps, where asking again does not: a certificate, a limit of this machine. `null` where it may. */
  readonly remedy: string | null
}

const MAX_ANSWER_BYTES = 16_777_216

/** Sends one request and collects its answer. For probing a server, never for measuring it. */
export async function call(endpoint: Reachable, request: Call): Promise<CallAnswer> {
  const { method = 'GET', route, under = 'root', body, timeoutMs = 10_000, signal } = request
  const transport = await endpoint.transport()
  const text = body === undefined ? null : JSON.stringify(body)
  const headers = text === null ? endpoint.headers : { ...endpoint.headers, 'content-type': 'application/json' }

  return new Promise((resolve) => {
    const account = endpoint.memory.open({ onMemoryRefused: (message) => stop('response_too_large', message) })
    const received = new GrowingBytes(account)
    let status: number | null = null
    let answered: Readonly<Record<string, string>> = {}

    const settle = (errorClass: RequestErrorClass | null, message: string | null, remedy: string | null = null) => {
      cancelTimer()
      signal?.removeEventListener('abort', onAbort)
      const whole = received.text()
      account.close()
      resolve({
        status,
        headers: answered,
        text: whole,
        json: parseStrict(whole),
        errorClass,
        errorMessage: message === null ? null : endpoint.redact(message),
        remedy: status === 407 ? PROXY_LOGIN : remedy,
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
          if (received.length + end - start <= MAX_ANSWER_BYTES) received.append(bytes, start, end)
          else stop('response_too_large', `an answer of more than ${MAX_ANSWER_BYTES} bytes`)
        },
        onEnd: () => settle(null, null),
        onFailure: ({ errorClass, message, remedy = null }) => settle(errorClass, message, remedy),
      },
    )
    if (signal?.aborted) onAbort()
    else signal?.addEventListener('abort', onAbort, { once: true })
  })
}
