import { BenchError, type RequestErrorClass } from '@sagellm-benchmark/protocol-types'
import { clientLimitError, clientLimitOf } from './client-limit.js'
import { errorCode } from './error-codes.js'
import { notHttpRemedy } from './not-http.js'
import { proxyRefusal } from './proxy-refusal.js'
import { tlsRemedy } from './tls-remedy.js'
import type { TransportFailure } from './transport.js'

const tlsCodes =
  /^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_OSSL_|EPROTO$|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)/

/**
 * Where a socket-level error belongs, by its system code.
 *
 * @param connected - whether the request had a connection when it broke.
 */
export function classifyTransportError(error: unknown, connected: boolean): RequestErrorClass {
  const code = errorCode(error)
  if (code && tlsCodes.test(code)) return 'tls_failed'
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return 'connect_timeout'
  // The limits of a runtime's own fetch, where they are tighter than ours.
  if (code === 'UND_ERR_HEADERS_TIMEOUT') return 'first_token_timeout'
  if (code === 'UND_ERR_BODY_TIMEOUT') return 'inter_token_timeout'
  if (code === 'UND_ERR_HEADERS_OVERFLOW') return 'response_too_large'
  if (code?.startsWith('HPE_') || code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') return 'malformed_response'
  return connected ? 'connection_reset' : 'connect_failed'
}

/** A socket-level error as a failure: its class, its words, and what helps where trying again does not. */
export function transportFailure(error: unknown, connected: boolean, at: number): TransportFailure {
  const clientLimit = connected ? null : clientLimitOf(error)
  const errorClass = classifyTransportError(error, connected)
  const refusal = proxyRefusal(error)
  const known = errorClass === 'tls_failed' ? tlsRemedy(error) : (continueRemedy(error) ?? notHttpRemedy(error))
  const remedy = clientLimit?.remedy ?? refusal?.remedy ?? known
  return {
    errorClass,
    message: refusal?.message ?? (continueRemedy(error) === null ? describeError(error) : UNREAD_CONTINUE),
    at,
    ...(remedy === null ? {} : { remedy }),
    ...(clientLimit ? { clientLimit } : {}),
  }
}

const UNREAD_CONTINUE = 'the server sent "100 Continue", which the undici transport cannot read: use --transport raw'

/** undici closes a connection on which "100 Continue" comes, with an error of these words alone. */
function continueRemedy(error: unknown): string | null {
  const unread = errorCode(error) === 'UND_ERR_SOCKET' && (error as Error).message === 'bad response'
  return unread ? 'use the raw transport, which reads on (--transport raw or auto)' : null
}

/** The error of connections opened ahead of load. */
export function cannotConnect(origin: URL, error: unknown): BenchError {
  const clientLimit = clientLimitOf(error)
  if (clientLimit) return clientLimitError(clientLimit, error)
  return new BenchError('unavailable', `cannot connect to ${origin.host}: ${describeError(error)}`, {
    hint: tlsRemedy(error) ?? 'check that the server is up and the address is right',
    cause: error,
  })
}

/** One line for a record: the message, led by the code where the message lacks it. */
export function describeError(error: unknown): string {
  const code = errorCode(error)
  const cause = (error as { cause?: unknown } | null)?.cause
  const deepest = cause instanceof Error ? cause : error
  const text = deepest instanceof Error ? deepest.message : String(deepest)
  // Happy-eyeballs failures carry their text in the parts and have an empty message of their own.
  const parts = deepest instanceof AggregateError ? deepest.errors.map((each) => describeError(each)).join('; ') : ''
  const message = text || parts || 'unknown error'
  return code && !message.includes(code) ? `${code}: ${message}` : message
}
