import { randomInt } from 'node:crypto'

/** A seed for prompts that no server has been sent before: a repeated command must not measure the prefix cache of the first. */
export function drawnSeed(): number {
  return randomInt(0, 2 ** 31)
}

/** The seed of a plan: the one that was given, for an endpoint else one of its own, and else that of the plan. */
export function seedOf(
  given: number | undefined,
  isEndpoint: boolean,
): { readonly seed?: number; readonly seedDrawn?: boolean } {
  if (given !== undefined) return { seed: given }
  return isEndpoint ? { seed: drawnSeed(), seedDrawn: true } : {}
}
