import { readFileSync, statSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import type { EndpointOptions } from '@sagellm-benchmark/clients'
import type { ApiKey } from '@sagellm-benchmark/clients/endpoint'
import { BenchError, type Clock, invalidArgument, type TargetPlan } from '@sagellm-benchmark/protocol-types'
import { fileError } from '@sagellm-benchmark/protocol-types/edge'

/** The variable that holds the password of an encrypted `keyFile`: it stands in no plan and on no command line. */
export const KEY_PASSWORD_VARIABLE = 'SAGELLM_BENCHMARK_KEY_PASSWORD'

export type EndpointAccess = {
  /** Never part of a plan: plans are written to disk. @default none */
  readonly apiKey?: ApiKey | null
  /** @default systemClock() */
  readonly clock?: Clock
  /** For the password of the client's key. @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/**
 * How a planned endpoint is reached: the same for its load, for asking what it serves and for reading its pages.
 *
 * @throws BenchError `invalid_argument` for a certificate or key that cannot be read, or one without the other.
 */
export function endpointOptions(
  target: Extract<TargetPlan, { kind: 'endpoint' }>,
  { apiKey = null, clock, env = process.env }: EndpointAccess = {},
): EndpointOptions {
  const { url, headers, query, transport, unixSocket, keepAlive, insecure, caFile } = target
  return {
    url,
    headers,
    query,
    // What is asked beside the load needs no stamps of the kernel.
    transport: transport === 'kernel' ? 'auto' : transport,
    socketPath: unixSocket,
    keepAlive,
    insecure,
    ca: caFile === null ? null : pemFile('caFile', caFile),
    clientCertificate: clientCertificate(target, env[KEY_PASSWORD_VARIABLE]),
    apiKey,
    ...(clock ? { clock } : {}),
  }
}

function clientCertificate(
  { certFile, keyFile }: Pick<Extract<TargetPlan, { kind: 'endpoint' }>, 'certFile' | 'keyFile'>,
  passphrase: string | undefined,
): NonNullable<EndpointOptions['clientCertificate']> | null {
  if (certFile === null && keyFile === null) return null
  if (certFile === null) throw invalidArgument('certFile', 'missing', 'a client key needs its certificate beside it')
  // One file may hold both.
  const cert = pemFile('certFile', certFile)
  const key = pemFile('keyFile', keyFile ?? certFile)
  if (!key.includes('PRIVATE KEY'))
    throw invalidArgument('keyFile', keyFile ?? 'missing', `give the PEM file of the private key of ${certFile}`)
  if (key.includes('ENCRYPTED') && !passphrase)
    throw new BenchError('invalid_argument', `the private key ${keyFile ?? certFile} is encrypted`, {
      hint: `set its password in the environment variable ${KEY_PASSWORD_VARIABLE}`,
    })
  const own = { cert, key, ...(passphrase ? { passphrase } : {}) }
  try {
    // Here, and not at the first connection: the files are wrong, and no server is.
    createSecureContext(own)
  } catch (cause) {
    const message = `the client certificate ${certFile} cannot be used: ${(cause as Error).message}`
    const hint = `check that the key belongs to it, and its password (${KEY_PASSWORD_VARIABLE})`
    throw new BenchError('invalid_argument', message, { hint, cause })
  }
  return own
}

function pemFile(name: string, file: string): string {
  const hint = 'give a PEM file (it begins with -----BEGIN)'
  try {
    // Read again by every load thread, and at once: a pipe gives its text a single time, and may keep all waiting.
    const text = statSync(file).isFile() || statSync(file).isDirectory() ? readFileSync(file, 'utf8') : ''
    if (text.includes('-----BEGIN ')) return text
  } catch (cause) {
    throw fileError('read', `${name} ${file}`, cause)
  }
  throw new BenchError('invalid_argument', `${name} ${file} holds no certificate or key in PEM form`, { hint })
}
