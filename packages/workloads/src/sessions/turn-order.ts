import type { SessionTurn } from '@sagellm-benchmark/protocol-types/sessions'

/** How many turns at least must end one after the other before each turn, in the order of the list: 0 where it waits for none. */
export function turnDepths(turns: readonly Pick<SessionTurn, 'turnId' | 'after'>[]): number[] {
  const known = new Map<string, number>()
  return turns.map(({ turnId, after }) => {
    const depth = after.reduce((most, each) => Math.max(most, (known.get(each) ?? 0) + 1), 0)
    known.set(turnId, depth)
    return depth
  })
}

/** The turns whose answers stand in the prompt of a later one. */
export function answersNeeded(turns: readonly Pick<SessionTurn, 'continues' | 'answersOf'>[]): ReadonlySet<string> {
  return new Set(
    turns.flatMap(({ continues, answersOf }) => (continues === null ? answersOf : [continues, ...answersOf])),
  )
}
