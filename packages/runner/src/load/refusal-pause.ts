import type { RequestErrorClass, RequestRecord } from '@sagellm-benchmark/protocol-types'

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5_000

/** How long a place of a closed loop rests before its next request. */
export interface RefusalPause {
  /** @returns 0 after a request that reached the server; after one that did not, twice the last pause, from 100 ms up to 5 s. */
  after(record: RequestRecord | null): number
}

/**
 * Rests after requests that no server took. A refused connection fails within a millisecond: without a rest a closed loop would
 * try a dead server 100,000 times a minute, and use up its requests before the server is back.
 */
export function createRefusalPause(): RefusalPause {
  let pauseMs = 0
  return {
    after(record) {
      if (record === null || !isRefused(record)) pauseMs = 0
      else pauseMs = pauseMs === 0 ? FIRST_PAUSE_MS : Math.min(LONGEST_PAUSE_MS, 2 * pauseMs)
      return pauseMs
    },
  }
}

const unreached = new Set<RequestErrorClass | null>(['connect_failed', 'connect_timeout', 'tls_failed'])

/** Whether a request ended without a byte from the server. */
export function isRefused({ errorClass, httpStatus, headersAt }: RequestRecord): boolean {
  return unreached.has(errorClass) || (errorClass === 'connection_reset' && httpStatus === null && headersAt === null)
}
