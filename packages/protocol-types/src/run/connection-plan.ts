import { z } from 'zod'

/** How the connections to an endpoint are made and kept. File names only: a password never stands in a plan. */
export const ConnectionPlan = z.object({
  transport: z
    .enum(['auto', 'kernel', 'raw', 'undici', 'fetch'])
    .default('auto')
    .describe('how bytes are read; kernel: with the stamps of the kernel; auto: the most precise that fits'),
  unixSocket: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe('unix socket to connect to, instead of host and port of the url'),
  keepAlive: z.boolean().default(true).describe('false: a new connection for each request'),
  connectionsAhead: z
    .int()
    .nonnegative()
    .nullable()
    .default(null)
    .describe('connections opened before the load, at most one a request in flight; null = as the load needs'),
  loadThreads: z
    .union([z.int().nonnegative().max(64), z.literal('auto')])
    .nullable()
    .default(null)
    .describe(
      'threads that do nothing but send and stamp; auto = as many as calibrate --max found to help; 0 = the thread of the program; null = one, where threads can be had',
    ),
  caFile: z
    .string()
    .nullable()
    .default(null)
    .describe('PEM file of the certificate authority, instead of the usual ones'),
  insecure: z.boolean().default(false).describe('https without checking the certificate, which every record then says'),
  certFile: z.string().nullable().default(null).describe('PEM file of the client certificate'),
  keyFile: z.string().nullable().default(null).describe('PEM file of its private key'),
})
export type ConnectionPlan = z.infer<typeof ConnectionPlan>
