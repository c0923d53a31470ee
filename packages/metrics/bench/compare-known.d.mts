import type * as comparison from '../src/comparison/index.js'
import type { TwoEnginesOptions } from './two-engines.mjs'

export type Judged = {
  /** Of some metric a difference was declared, beyond the margin or not. */
  readonly differs: boolean
  /** Of the time between tokens. */
  readonly tbtShown: boolean
  readonly tbtWorse: boolean
  readonly coversTbt: boolean
  readonly coversTtft: boolean
  readonly coversTail: boolean
}

export function compareKnown(
  metrics: Pick<typeof comparison, 'compareTargets' | 'firstRounds' | 'awaitsRounds' | 'sequentialLooks'>,
  options: TwoEnginesOptions & { readonly families?: number; readonly autoAlone?: false },
): { readonly fixed: Judged; readonly auto: Judged & { readonly rounds: number } }

export function compareKnownTogether(
  metrics: Pick<
    typeof comparison,
    'compareTargets' | 'defaultRounds' | 'firstRounds' | 'awaitsRounds' | 'sequentialLooks'
  >,
  options: Omit<TwoEnginesOptions, 'batchSize' | 'rounds'> & { readonly batchSizes: readonly number[] },
): { readonly fixed: Judged; readonly auto: Judged }
