import { z } from 'zod'

/** Error codes of Protocol v0.1. */
export const ProtocolErrorCode = z.enum([
  'invalid_argument',
  'resource_exhausted',
  'unavailable',
  'deadline_exceeded',
  'not_implemented',
])
export type ProtocolErrorCode = z.infer<typeof ProtocolErrorCode>

/** An error as the Protocol carries it. Codes of later versions are kept as text rather than refused. */
export const ProtocolError = z.object({
  code: z.union([ProtocolErrorCode, z.string().min(1)]),
  message: z.string(),
  retryable: z.boolean().optional(),
})
export type ProtocolError = z.infer<typeof ProtocolError>
