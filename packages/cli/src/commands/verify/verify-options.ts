import { z } from 'zod'

/** Flags of `verify`. */
export const VerifyOptions = z.object({
  folder: z.string().default('./benchmark_results').describe('folder of run, compare, convergence, sweep or capacity'),
  sign: z.string().optional().describe('private ed25519 key (PEM): sign the manifest of what was found to hold'),
  key: z.string().optional().describe('public ed25519 key (PEM) that must have signed the manifest'),
})
export type VerifyOptions = z.infer<typeof VerifyOptions>
