import type * as comparison from '../src/comparison/index.js'
import type { TwoEnginesOptions } from './two-engines.mjs'

export type Judged = {
  /** Some metric was called better or worse. */
  readonly differs: boolean
  readonly tbtWorse: boolean
  readonly coversTbt: boolean
  readonly coversTtft: boolean
  readonly coversTail: boolean
}

export function compareKnown(
  metrics: Pick<typeof comparison, 'capturedRounds' | 'compareTargets' | 'firstRounds' | 'sequentialLooks'>,
  options: TwoEnginesOptions,
): { readonly fixed: Judged; readonly auto: Judged & { readonly rounds: number } }
