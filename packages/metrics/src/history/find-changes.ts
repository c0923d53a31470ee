import { chanceOf } from './chance-of.js'
import { levelStatistic, rankStatistic } from './change-statistics.js'
import type { ChangeShape } from './most-different.js'
import { ranksOf } from './ranks-of.js'

/** Below this no order of the points is rare enough to show a change at 5 %. */
export const FEWEST_POINTS = 9

/** What of the chance of an error each question gets. */
const shares: Readonly<Record<ChangeShape, number>> = { end: 0.75, middle: 0.25 }

/** A test of one part of a series. */
export type ChangeTest = {
  /** Chance of a difference like this without any change. */
  readonly p: number
  /** The same if no run depended on the one before: by ranks alone. */
  readonly independentP: number
  /** Places of the changes it found: one, or two where the level came back. */
  readonly at: readonly number[]
}

/** A place at which the level changes, with the p value of the test that found it. */
export type FoundChange = { readonly at: number; readonly p: number }

/**
 * Whether the level of a series changes: for good, or for a while. Both are asked, and the chance is corrected for that (Bonferroni, three quarters of
 * it for changes that stay, which are what one looks for). Each has to
 * be shown twice: by ranks, whatever the shape of the noise, and by the difference of levels, for noise in which each run resembles the
 * one before a little.
 *
 * @param values - logarithms.
 * @returns `null` below 9 points, which cannot show it.
 */
export function changeTest(values: ArrayLike<number>): ChangeTest | null {
  const n = values.length
  if (n < FEWEST_POINTS) return null
  const ranks = ranksOf(values)
  const shown = (shape: ChangeShape) => {
    const [byRanks, byLevels] = [rankStatistic(shape, ranks), levelStatistic(shape, values)]
    const chances = [
      chanceOf(byRanks.size, { measure: 'ranks', shape, n }),
      chanceOf(byLevels.size, { measure: 'levels', shape, n }),
    ]
    const part = shares[shape]
    // The place is that of the levels: ranks are equally far apart at several places so often that the direction of reading would decide.
    const { from, to } = byLevels
    return { p: Math.max(...chances) / part, independentP: (chances[0] as number) / part, from, to }
  }
  const [end, middle] = [shown('end'), shown('middle')]
  return {
    p: Math.min(1, end.p, middle.p),
    independentP: Math.min(1, end.independentP, middle.independentP),
    at: end.p <= middle.p ? [end.from] : [middle.from, middle.to],
  }
}

/**
 * The changes of a series that has some: the test is made again in each part, at half the level each time, until none shows anything.
 *
 * @param first - of the whole series.
 * @param level - at which the parts are tested.
 * @see Vostrikova 1981 (binary segmentation)
 */
export function findChanges(values: ArrayLike<number>, first: ChangeTest, level: number): FoundChange[] {
  const all = Float64Array.from(values)
  const found: FoundChange[] = []
  const split = (from: number, to: number, test: ChangeTest, next: number): void => {
    const ends = [from, ...test.at.map((at) => from + at), to]
    for (const at of ends.slice(1, -1)) found.push({ at, p: test.p })
    for (let part = 0; part + 1 < ends.length; part++) {
      const [start, end] = [ends[part] as number, ends[part + 1] as number]
      const inside = changeTest(all.subarray(start, end))
      if (inside && inside.p <= next) split(start, end, inside, next / 2)
    }
  }
  split(0, all.length, first, level / 2)
  return found.sort((a, b) => a.at - b.at)
}
