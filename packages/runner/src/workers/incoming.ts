import type { PlannedRequest } from '@sagellm-benchmark/protocol-types'
import type { RequestSource } from '../load/request-source.js'
import type { DealtRequest, FromWorker, ToWorker } from './messages.js'
import { createRequestFeed } from './request-feed.js'

/** What reaches a worker while it drives one share. Times are CLOCK_MONOTONIC in ms. */
export interface Incoming {
  accept(message: Exclude<ToWorker, { readonly kind: 'drive' | 'close' }>): void
  readonly requests: RequestSource
  /** The common start. */
  readonly start: Promise<number>
  /** The batch of a request that was dealt; 0 in other kinds of load. */
  batchOf(planned: PlannedRequest): number
  /** How long its place rests after a request that was dealt, ms. */
  pauseAfterMs(planned: PlannedRequest): number
  /** When a batch may go. Ask before announcing that it is ready. */
  release(batch: number): Promise<number>
  /** Asks to end gently. */
  readonly signal: AbortSignal
  /** Asks to end at once. */
  readonly stopSignal: AbortSignal
}

export function createIncoming(post: (message: FromWorker) => void): Incoming {
  const want = (phase: 'warmup' | 'measured', count: number) => post({ kind: 'want', phase, count })
  const feeds = { warmup: createRequestFeed('warmup', want), measured: createRequestFeed('measured', want) }
  // Weak: a run of any length must not fill the memory with what it has sent.
  const dealt = new WeakMap<PlannedRequest, DealtRequest>()
  const releases = new Map<number, (atMonotonicMs: number) => void>()
  const drain = new AbortController()
  const stop = new AbortController()
  let onStart: (atMonotonicMs: number) => void = () => {}
  const start = new Promise<number>((resolve) => {
    onStart = resolve
  })

  return {
    accept(message) {
      switch (message.kind) {
        case 'requests':
          for (const each of message.dealt) dealt.set(each.planned, each)
          feeds[message.phase].accept(message.dealt, message.last)
          return
        case 'start':
          onStart(message.atMonotonicMs)
          return
        case 'release':
          releases.get(message.batch)?.(message.atMonotonicMs)
          releases.delete(message.batch)
          return
        case 'drain':
          drain.abort()
          return
        case 'stop':
          stop.abort()
          return
      }
    },
    requests: { warmup: () => feeds.warmup.requests(), measured: () => feeds.measured.requests() },
    start,
    batchOf: (planned) => dealt.get(planned)?.batch ?? 0,
    pauseAfterMs: (planned) => dealt.get(planned)?.pauseMs ?? 0,
    release: (batch) => new Promise((resolve) => releases.set(batch, resolve)),
    signal: drain.signal,
    stopSignal: stop.signal,
  }
}
