import { z } from 'zod'
import { GenerationRequest } from '../engine/generation-request.js'
import { PlannedTurn } from '../sessions/planned-turn.js'
import { Cancellation } from './cancel-plan.js'

export const RequestPhase = z.enum(['warmup', 'measured'])
export type RequestPhase = z.infer<typeof RequestPhase>

/**
 * What the length of a prompt was counted with. `target_prompt`: the whole prompt as the target reads it, its chat template
 * included. `target_tokenizer`: the target's tokenizer counted the text alone. `estimate`: characters, which reports must say.
 */
export const PromptLengthBasis = z.enum(['target_prompt', 'target_tokenizer', 'estimate'])
export type PromptLengthBasis = z.infer<typeof PromptLengthBasis>

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
  /** Tokens the prompt was to have; absent or `null` where it is sent as it was found, from a data set. */
  requestedPromptTokens: z.int().positive().nullable().optional(),
  /** Tokens the prompt was built to; `null` where no tokenizer of the target was at hand. */
  intendedPromptTokens: z.int().positive().nullable(),
  promptLengthBasis: PromptLengthBasis,
  /** Its place in a session; absent for a request of its own. Its input is then what the turn itself brings, without the conversation before it. */
  session: PlannedTurn.optional(),
  /** The part of a request mix that it is; absent: there is none. */
  part: z.string().nullable().optional(),
  /** Absent or `null`: it is not cancelled. */
  cancel: Cancellation.nullable().optional(),
})
export type PlannedRequest = z.infer<typeof PlannedRequest>
