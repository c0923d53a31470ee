import type { CapturedRounds } from './captured-rounds.js'

/**
 * What had been captured after so many rounds: for a look at a running comparison, or to see afterwards when it could have stopped.
 *
 * @param rounds - rounds from number 0 on that count; a block counts once its last round does.
 * @example compareTargets({ target, baseline: firstRounds(a, 10), candidate: firstRounds(b, 10) }, { alpha: look.alpha })
 */
export function firstRounds(captured: CapturedRounds, rounds: number): CapturedRounds {
  const kept = captured.rounds.filter(({ round }) => round < rounds)
  return {
    ...captured,
    rounds: kept,
    blocks: captured.blocks.filter(({ round }) => (round + 1) * captured.roundsPerBlock <= rounds),
    requests: kept.reduce((total, { requests }) => total + requests, 0),
    failed: kept.reduce((total, { failed }) => total + failed, 0),
  }
}
