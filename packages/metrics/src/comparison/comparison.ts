import type { CapturedRounds } from './captured-rounds.js'

/** Two targets at one batch size and scenario. */
export type Comparison = {
  /** Label of the candidate. */
  readonly target: string
  readonly baseline: CapturedRounds
  readonly candidate: CapturedRounds
}
