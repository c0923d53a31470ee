import type { Route } from '../dialects/define-served-dialect.js'
import type { WriteLog } from './write-log.js'

export type ReferenceRouteOptions = {
  readonly writeLog: WriteLog
  readonly inspect: Readonly<Record<string, (query: URLSearchParams) => unknown>>
}

/** What only this server has, under `/__reference/`: write stamps, and what its owner adds. */
export function referenceRoutes({ writeLog, inspect }: ReferenceRouteOptions): readonly Route[] {
  const writes: Route = {
    method: 'GET',
    path: '/__reference/writes',
    open: true,
    answer({ query }) {
      const requestId = query.get('request_id')
      if (requestId === null) return { status: 200, json: { request_ids: writeLog.requestIds() } }
      const stamps = writeLog.of(requestId)
      if (!stamps) return { status: 404, json: { error: { message: `no writes of request ${requestId} are known` } } }
      return {
        status: 200,
        json: {
          request_id: stamps.requestId,
          traceparent: stamps.traceparent,
          performance_now_ms: stamps.performanceNowMs,
          clock_monotonic_ms: stamps.clockMonotonicMs,
          tokens: stamps.tokens,
          bytes: stamps.bytes,
          dropped: stamps.dropped,
        },
      }
    },
  }
  const added = Object.entries(inspect).map(
    ([name, read]): Route => ({
      method: 'GET',
      path: `/__reference/${name}`,
      open: true,
      answer: ({ query }) => ({ status: 200, json: read(query) }),
    }),
  )
  return [writes, ...added]
}
