import { z } from 'zod'
import { GenerationRequest } from '../engine/generation-request.js'

export const RequestPhase = z.enum(['warmup', 'measured'])
export type RequestPhase = z.infer<typeof RequestPhase>

/** One request of a plan: what to send and when. Fully determined by the plan and its seed. */
export const PlannedRequest = z.object({
  /** Unique in the run, and the same on every machine for the same plan: `Q5-r0-003`. */
  requestId: z.string().min(1),
  workload: z.string().min(1),
  phase: RequestPhase,
  /** Which repetition it belongs to, from 0; statistics over rounds need it. */
  round: z.int().nonnegative(),
  /** Place in its round, from 0. */
  index: z.int().nonnegative(),
  /** Intended arrival, ms from the start of the workload's load; `null` in closed-loop load, where the reply decides. */
  dueAtMs: z.number().nonnegative().nullable(),
  request: GenerationRequest,
  /** Tokens the prompt was built to; `null` where no tokenizer of the target was at hand. */
  intendedPromptTokens: z.int().positive().nullable(),
  /** What the length was measured with: the target's own tokenizer, or an estimate that reports must show. */
  promptLengthBasis: z.enum(['target_tokenizer', 'estimate']),
})
export type PlannedRequest = z.infer<typeof PlannedRequest>
