import { z } from 'zod'
import { lax, unset } from '../lax.js'

// Prefill and decode on engines of their own. Ids that the package draws by itself are left out where nobody gives them: chance is
// the caller's.

export const EngineRole = z.enum(['prefill', 'decode', 'hybrid'])
export type EngineRole = z.infer<typeof EngineRole>

export const KVTransferState = z.enum(['pending', 'in_progress', 'done', 'failed'])
export type KVTransferState = z.infer<typeof KVTransferState>

export const KVTransferRequest = z.object({
  transferId: lax.uuid().optional(),
  requestId: lax.text(),
  traceId: lax.text(),
  srcEngineId: lax.text(),
  dstEngineId: lax.text(),
  srcRank: lax.int({ min: 0 }),
  dstRank: lax.int({ min: 0 }),
  numLayers: lax.int({ above: 0 }),
  numTokens: lax.int({ above: 0 }),
  numHeads: lax.int({ above: 0 }),
  headDim: lax.int({ above: 0 }),
  dtype: lax.text().default('float16'),
})
export type KVTransferRequest = z.infer<typeof KVTransferRequest>

export const KVTransferResult = z.object({
  transferId: lax.uuid(),
  requestId: lax.text(),
  state: KVTransferState.default('done'),
  bytesTransferred: lax.int({ min: 0 }).default(0),
  durationMs: lax.float({ min: 0 }).default(0),
  error: unset(lax.text()),
})
export type KVTransferResult = z.infer<typeof KVTransferResult>

export const PDDispatchPlan = z.object({
  requestId: lax.text(),
  traceId: lax.text(),
  planId: lax.uuid().optional(),
  prefillEngineId: lax.text(),
  decodeEngineId: lax.text(),
  kvChannelId: lax.text(),
  prefillRank: lax.int({ min: 0 }),
  decodeRank: lax.int({ min: 0 }),
})
export type PDDispatchPlan = z.infer<typeof PDDispatchPlan>
