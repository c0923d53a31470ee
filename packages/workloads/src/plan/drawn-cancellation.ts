import type { PlannedRequest, WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import { createRandom, deriveSeed } from '@sagellm-benchmark/protocol-types/random'

/** When a request is cancelled; `null` where it is not. Warm-up is never cancelled: it is there to be answered. */
export function drawnCancellation(
  { cancel }: WorkloadPlan,
  { phase, seed }: { readonly phase: PlannedRequest['phase']; readonly seed: number },
): PlannedRequest['cancel'] {
  if (!cancel || phase === 'warmup') return null
  const { share, ...when } = cancel
  return createRandom(deriveSeed(seed, 'cancel')).uniform() < share ? when : null
}
