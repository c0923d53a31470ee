import type { TargetPlan } from '@sagellm-benchmark/protocol-types'
import { z } from 'zod'
import type { Flags } from './flag-words.js'
import { endpointDefaults } from './plan-defaults.js'

/** How connections to an endpoint are made and kept: flags of every command that talks to a server. */
export const connectionOptions = {
  transport: z
    .enum(['auto', 'kernel', 'raw', 'undici', 'fetch'])
    .default(endpointDefaults.transport)
    .describe('how bytes are read; auto is the most precise that fits'),
  unixSocket: z.string().optional().describe('unix socket to connect to, instead of host and port of the URL'),
  keepAlive: z
    .boolean()
    .default(endpointDefaults.keepAlive)
    .describe('--no-keep-alive: a new connection for each request, whose time is part of TTFT'),
  connectionsAhead: z
    .int()
    .nonnegative()
    .optional()
    .describe('connections opened before the load; 0 opens none [default one a stream, a few in open loop]'),
  loadThreads: z
    .union([z.int().nonnegative().max(64), z.literal('auto')])
    .optional()
    .describe(
      'threads that only send and stamp; auto: as many as calibrate --max found to help; 0: the thread of this program [default 1]',
    ),
  caFile: z.string().optional().describe('PEM file of the certificate authority for https'),
  insecure: z
    .boolean()
    .default(endpointDefaults.insecure)
    .describe('https without checking the certificate; the result says so'),
  certFile: z.string().optional().describe('PEM file of the client certificate, where the server demands one'),
  keyFile: z
    .string()
    .optional()
    .describe('PEM file of its private key; the password of an encrypted one is SAGELLM_BENCHMARK_KEY_PASSWORD'),
} as const

/** The values of `connectionOptions`. */
export type ConnectionOptions = z.infer<z.ZodObject<typeof connectionOptions>>

/** The part of a planned endpoint that the flags describe. */
export function connectionFromOptions(
  options: ConnectionOptions,
): Pick<Extract<TargetPlan, { kind: 'endpoint' }>, keyof ConnectionOptions> {
  const { transport, keepAlive, insecure, connectionsAhead = null, loadThreads = null } = options
  const { unixSocket = null, caFile = null, certFile = null, keyFile = null } = options
  return { transport, unixSocket, keepAlive, insecure, connectionsAhead, loadThreads, caFile, certFile, keyFile }
}

/** The flags again, as they were given. */
export function connectionFlags(options: ConnectionOptions): Flags {
  return {
    transport: options.transport === endpointDefaults.transport ? undefined : options.transport,
    'unix-socket': options.unixSocket,
    'no-keep-alive': !options.keepAlive,
    'connections-ahead': options.connectionsAhead,
    'load-threads': options.loadThreads,
    'ca-file': options.caFile,
    insecure: options.insecure,
    'cert-file': options.certFile,
    'key-file': options.keyFile,
  }
}
