import { z } from 'zod'
import type { LoadKind } from './load-kind.js'
import { loadKinds } from './load-kinds.js'
import { OwnLoad } from './own-load.js'

/**
 * The schema of a load of one of some kinds.
 *
 * @example const load = loadPlanOf([...loadKinds, mine])
 */
export function loadPlanOf<const Kinds extends readonly [LoadKind, ...LoadKind[]]>(kinds: Kinds) {
  type Schemas = { [At in keyof Kinds]: Kinds[At]['schema'] }
  return z.discriminatedUnion('kind', kinds.map(({ schema }) => schema) as unknown as Schemas)
}

/** The shape of the load: one of `loadKinds`, or of a kind that the caller hands to the run. */
export const LoadPlan = z.discriminatedUnion('kind', [...loadPlanOf(loadKinds).options, OwnLoad])
export type LoadPlan = z.infer<typeof LoadPlan>
