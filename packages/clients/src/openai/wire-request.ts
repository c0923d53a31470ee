import type { PlannedRequest } from '@sagellm-benchmark/protocol-types'
import type { FlagName } from '@sagellm-benchmark/protocol-types/records'
import type { Endpoint } from '../endpoint/endpoint.js'
import type { TransportRequest } from '../transport/transport.js'
import type { ServerFacts } from './known-server.js'
import { traceparent } from './traceparent.js'
import { type Asked, buildRequestBody, type RequestBodyOptions } from './request-body.js'

/** A request as it goes out, and what it asks for. */
export type WireRequest = {
  readonly wire: TransportRequest
  readonly asked: Asked
  /** Flags of the body. */
  readonly flags: readonly FlagName[]
  /** It holds `stream_options`, and the user did not give them. */
  readonly asksForUsage: boolean
  /** Those of the endpoint when it was written: others there mean another key. */
  readonly headersFrom: Endpoint['headers']
  /** `null` where it bears none. */
  readonly traceparent: string | null
}

export type WireOptions = {
  readonly endpoint: Endpoint
  /** `null` sends no trace header. */
  readonly traceId: string | null
  /** Names of the headers that bear the id of a request's session. */
  readonly sessionHeaders: readonly string[]
  readonly bodyOptions: Omit<RequestBodyOptions, 'model' | 'dialect' | 'requestId'>
}

/** Writes a planned request in the form of the server that is known. */
export function wireRequest(
  { request, requestId, session }: PlannedRequest,
  { dialect, discovery }: ServerFacts,
  { endpoint, traceId, sessionHeaders, bodyOptions }: WireOptions,
): WireRequest {
  const { route, body, asked, flags } = buildRequestBody(request, {
    ...bodyOptions,
    model: discovery.model,
    dialect,
    requestId,
  })
  const headersFrom = endpoint.headers
  const trace = traceId === null ? null : traceparent(traceId)
  const headers: Record<string, string> = Object.assign({}, headersFrom, {
    'content-type': 'application/json',
    'x-request-id': headerValueOf(requestId),
  })
  if (trace !== null) headers['traceparent'] = trace
  if (session !== undefined) for (const name of sessionHeaders) headers[name.toLowerCase()] = headerValueOf(session.id)
  const wire = {
    method: 'POST' as const,
    path: endpoint.pathOf(route, 'base'),
    headers,
    body: JSON.stringify(body),
  }
  const given = 'stream_options' in bodyOptions.extraBody || 'stream_options' in request.extraBody
  const asksForUsage = 'stream_options' in body && !given
  return { wire, asked, flags, asksForUsage, headersFrom, traceparent: trace }
}

const NOT_IN_A_HEADER = /[^\x21-\x7e]/

function headerValueOf(requestId: string): string {
  return NOT_IN_A_HEADER.test(requestId) ? requestId.replace(/[^\x21-\x7e]/g, '_') : requestId
}
