import type { PlannedRequest } from '@sagellm-benchmark/protocol-types'
import type { LoadKind } from '@sagellm-benchmark/protocol-types/loads'
import { createRandom, deriveSeed } from '@sagellm-benchmark/protocol-types/random'

/** The numbers of a load that driving it takes. */
export type LoadShape = {
  /** Max requests in flight; `null` without a limit. */
  readonly places: number | null
  /** Over how long the places open one after the other, ms. */
  readonly openingMs: number
  /** How long a place rests when a request of it has ended, ms. */
  pauseAfterMs(planned: PlannedRequest): number
}

/**
 * What a load kind says of a load, as numbers. A pause hangs on the request before it and the plan's seed, so that it is the same
 * for any number of workers and in a resumed run.
 */
export function shapeOf(
  load: { readonly kind: string },
  { kind, seed }: { readonly kind: LoadKind; readonly seed: number },
): LoadShape {
  return {
    places: kind.places(load),
    openingMs: kind.openingSeconds(load) * 1000,
    pauseAfterMs: ({ requestId }) => kind.pauseMs(load, createRandom(deriveSeed(seed, 'pause', requestId))),
  }
}
