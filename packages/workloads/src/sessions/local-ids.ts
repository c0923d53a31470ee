import type { BlockId } from '../traces/trace-row.js'

/** Gives an id of one session a name that no other session has. */
export type LocalIds = (id: BlockId) => number

/** Ids that mean something in one session alone: the same number in two sessions is not the same text. */
export function createLocalIds() {
  let made = 0
  return {
    session(): LocalIds {
      const known = new Map<BlockId, number>()
      return (id) => {
        const found = known.get(id)
        if (found !== undefined) return found
        made += 1
        known.set(id, made)
        return made
      }
    },
    /** So many names that nobody has. */
    fresh(count: number): number[] {
      const first = made + 1
      made += count
      return Array.from({ length: count }, (_, at) => first + at)
    },
  }
}
