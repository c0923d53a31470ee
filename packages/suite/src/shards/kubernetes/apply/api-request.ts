import * as http from 'node:http'
import * as https from 'node:https'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import { holdSecrets } from '@sagellm-benchmark/protocol-types/edge'
import { version } from '../../../version.js'

/** How a cluster is reached: its address, and what adds certificates, proxies and the user's token to a request. */
export type ApiAccess = {
  readonly server: string
  readonly authorize: (options: https.RequestOptions) => Promise<void>
}

export type ApiRequest = {
  /** @default GET */
  readonly method?: 'GET' | 'POST' | 'DELETE'
  /** Path and query below the address of the cluster. */
  readonly path: string
  /** Sent as JSON. @default none */
  readonly body?: unknown
}

/**
 * Sends a request to the API of a cluster. The watch and the log of the client library drop what the API says where it refuses, and have no
 * time limits: only its login is used.
 *
 * @returns when the head of the answer is there.
 * @throws BenchError `unavailable` where the login fails or no answer comes.
 */
export async function sendApiRequest(
  { server, authorize }: ApiAccess,
  { method = 'GET', path, body }: ApiRequest,
  signal: AbortSignal,
): Promise<http.IncomingMessage> {
  const url = new URL(`${server.replace(/\/+$/, '')}${path}`)
  const text = body === undefined ? undefined : JSON.stringify(body)
  const headers: Record<string, string> = {
    accept: 'application/json',
    'user-agent': `sagellm-benchmark/${version}`,
    // Without its length Node would send the body of a DELETE without a frame.
    ...(text === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) }),
  }
  const options: https.RequestOptions = { method, headers }
  await authorize(options).catch((cause: unknown) => {
    throw new BenchError('unavailable', `cannot log in to the cluster at ${url.origin}: ${firstLine(cause)}`, { cause })
  })
  holdSecrets([options.auth?.replace(/^[^:]*:/, ''), bearerOf(options.headers)])
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'http:' ? http : https).request(url, { ...options, signal }, resolve)
    request.on('error', (cause) =>
      reject(
        new BenchError('unavailable', `cannot reach the cluster at ${url.origin}: ${firstLine(cause)}`, { cause }),
      ),
    )
    request.end(text)
  })
}

function bearerOf(headers: https.RequestOptions['headers']): string | null {
  const given = new Map(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]))
  return /^Bearer (.+)$/.exec(String(given.get('authorization') ?? ''))?.[1] ?? null
}

/** A message without what stands behind its first line: a parser repeats the lines of a file there. */
export function firstLine(cause: unknown): string {
  // A name with several addresses fails with an error for each, and no message of its own.
  const { message, errors, code } = cause as { message?: string; errors?: readonly Error[]; code?: string }
  return (message || errors?.[0]?.message || code || String(cause)).split('\n')[0] as string
}
