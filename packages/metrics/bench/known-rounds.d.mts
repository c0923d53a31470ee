import type { CapturedRounds } from '../src/comparison/captured-rounds.js'
import type { TwoEnginesOptions } from './two-engines.mjs'

export function knownRounds(options: TwoEnginesOptions): { baseline: CapturedRounds; candidate: CapturedRounds }
