import type { PlannedRequest } from '@sagellm-benchmark/protocol-types'
import type { FlagName } from '@sagellm-benchmark/protocol-types/records'
import type { Endpoint } from '../endpoint/endpoint.js'
import type { TransportRequest } from '../transport/transport.js'
import type { ServerFacts } from './known-server.js'
import { type Asked, buildRequestBody, type RequestBodyOptions } from './request-body.js'

/** A request as it goes out, and what it asks for. */
export type WireRequest = {
  readonly wire: TransportRequest
  readonly asked: Asked
  /** Flags of the body. */
  readonly flags: readonly FlagName[]
}

export type WireOptions = {
  readonly endpoint: Endpoint
  readonly bodyOptions: Omit<RequestBodyOptions, 'model' | 'dialect' | 'requestId'>
}

/** Writes a planned request in the form of the server that is known. */
export function wireRequest(
  { request, requestId }: PlannedRequest,
  { dialect, discovery }: ServerFacts,
  { endpoint, bodyOptions }: WireOptions,
): WireRequest {
  const { route, body, asked, flags } = buildRequestBody(request, {
    ...bodyOptions,
    model: discovery.model,
    dialect,
    requestId,
  })
  const wire = {
    method: 'POST' as const,
    path: endpoint.pathOf(route, 'base'),
    headers: {
      ...endpoint.headers,
      'content-type': 'application/json',
      'x-request-id': requestId.replace(/[^\x21-\x7e]/g, '_'),
    },
    body: JSON.stringify(body),
  }
  return { wire, asked, flags }
}
