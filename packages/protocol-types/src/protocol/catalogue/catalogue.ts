import { z } from 'zod'
import * as comm from '../comm/index.js'
import * as compression from '../compression/index.js'
import { ProtocolError, ProtocolErrorCode } from '../error.js'
import * as kvHooks from '../kv-hooks/index.js'
import * as kv from '../kv/index.js'
import * as kvOperations from '../kv-operations/index.js'
import { ProtocolMetrics } from '../metrics.js'
import * as openai from '../openai/index.js'
import * as operators from '../operators/index.js'
import * as placement from '../placement/index.js'
import { type ProtocolType, protocolType } from '../protocol-type.js'
import { ProtocolRequest } from '../request.js'
import { ProtocolResponse } from '../response.js'
import * as sampling from '../sampling.js'
import * as streamEvents from '../stream-event.js'
import { ProtocolTimestamps } from '../timestamps.js'

const core = {
  Error: ProtocolError,
  ErrorCode: ProtocolErrorCode,
  Metrics: ProtocolMetrics,
  Request: ProtocolRequest,
  Response: ProtocolResponse,
  Timestamps: ProtocolTimestamps,
  ...sampling,
  ...streamEvents,
}

/**
 * Every type of isagellm-protocol 0.5.4.16 by its name there. The `kv` module has two names that also stand elsewhere: its handle
 * and data type are `kv.KVHandle` and `kv.DType`.
 *
 * @example protocolTypes.get('Request')?.parse(json)
 */
export const protocolTypes: ReadonlyMap<string, ProtocolType<z.ZodType>> = new Map(
  [
    ...named(kv).map(
      ([name, schema]) => [name === 'KVHandle' || name === 'DType' ? `kv.${name}` : name, schema] as const,
    ),
    ...[core, kvHooks, kvOperations, comm, compression, operators, placement, openai].flatMap(named),
  ].map(([name, schema]) => [name, protocolType(name, schema)]),
)

function named(group: Readonly<Record<string, unknown>>): (readonly [string, z.ZodType])[] {
  return Object.entries(group).flatMap(([name, value]) => (value instanceof z.ZodType ? [[name, value] as const] : []))
}
