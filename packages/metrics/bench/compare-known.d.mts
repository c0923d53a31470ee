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
  metrics: Pick<
    typeof comparison,
    'capturedRounds' | 'compareTargets' | 'firstRounds' | 'isDecided' | 'sequentialLooks'
  >,
  options: TwoEnginesOptions & { readonly families?: number },
): { readonly fixed: Judged; readonly auto: Judged & { readonly rounds: number } }

export function compareKnownTogether(
  metrics: Pick<
    typeof comparison,
    'capturedRounds' | 'compareTargets' | 'defaultRounds' | 'firstRounds' | 'isDecided' | 'sequentialLooks'
  >,
  options: Omit<TwoEnginesOptions, 'batchSize' | 'rounds'> & { readonly batchSizes: readonly number[] },
): { readonly fixed: Judged; readonly auto: Judged }
