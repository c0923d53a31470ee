import { z } from 'zod'

const seconds = z.number().nonnegative().nullable().default(null)
const ms = z.number().nonnegative().nullable().default(null)

/** How long a server took from its command to its first answers. Seconds count from the moment before the command was run. */
export const StartupFinding = z.object({
  listeningS: seconds.describe('until anything answered at its address, well or badly'),
  readinessS: seconds.describe('until its list of models was answered with success'),
  notReadyAtS: seconds.describe('the last look before that: it was not ready then, so that it became ready in between'),
  firstTokenS: seconds.describe('until the first token of the first request that succeeded'),
  firstRequestTtftMs: ms.describe('from sending to the first token, of the first request'),
  secondRequestTtftMs: ms.describe('of the second one, which was sent when the first had ended'),
  refusedRequests: z.int().nonnegative().default(0).describe('sent after it called itself ready, and failed'),
  /** What the engine says of its own start in its log; `null`: it does not. */
  weightLoadS: seconds,
  torchCompileS: seconds,
  graphCaptureS: seconds,
  engineProfileWarmupS: seconds.describe('profile run, key-value memory and warm-up'),
})
export type StartupFinding = z.infer<typeof StartupFinding>
