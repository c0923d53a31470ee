import type { ResponseHandler } from '@sagellm-benchmark/clients/transport'

export type WatchedExchange = {
  readonly seen: {
    readonly pieces: { readonly at: number; readonly readAt: number; readonly length: number }[]
    /** `connected` and `sent`, as they came. */
    readonly steps: string[]
    text: string
    readonly late: number[]
    ended: boolean
    failure: string
  }
  readonly handler: { -readonly [K in keyof ResponseHandler]: ResponseHandler[K] }
}

/** Notes every step of an exchange. */
export function watchExchange(): WatchedExchange {
  const seen: WatchedExchange['seen'] = { pieces: [], steps: [], text: '', late: [], ended: false, failure: '' }
  const handler: WatchedExchange['handler'] = {
    onConnected: () => void seen.steps.push('connected'),
    onSent: () => void seen.steps.push('sent'),
    onConnectionFlag() {},
    onHeaders() {},
    onBody(bytes, start, end, at) {
      seen.pieces.push({ at, readAt: performance.now(), length: end - start })
      seen.text += Buffer.from(bytes.subarray(start, end)).toString('latin1')
    },
    onLateRead: (ms) => void seen.late.push(ms),
    onEnd: () => void (seen.ended = true),
    onFailure: ({ message }) => void (seen.failure = message),
  }
  return { seen, handler }
}
