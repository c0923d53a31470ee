import { z } from 'zod'

/** A generation request of Protocol v0.1. Greedy decoding is an absent temperature: the Protocol refuses 0. */
export const ProtocolRequest = z.object({
  requestId: z.string().min(1),
  traceId: z.string().min(1),
  model: z.string().min(1),
  prompt: z.string().min(1),
  maxTokens: z.int().positive(),
  stream: z.boolean(),
  temperature: z.number().gt(0).max(2).optional(),
  topP: z.number().gt(0).max(1).optional(),
  kvBudgetTokens: z.int().positive().optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
})
export type ProtocolRequest = z.infer<typeof ProtocolRequest>
