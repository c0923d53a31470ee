import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import { FEWEST_ROUNDS } from './ratio-estimate.js'

/** A moment at which a running comparison may be judged: after how many rounds, and with which share of the whole `alpha`. */
export type SequentialLook = { readonly rounds: number; readonly alpha: number }

export type SequentialLooksOptions = {
  /** Rounds at which it ends in any case. */
  readonly maxRounds: number
  /** Chance of declaring any difference where there is none, over all looks together. @default 0.05 */
  readonly alpha?: number
  /** @default 4 */
  readonly looks?: number
}

/**
 * When a comparison that may stop early is judged, so that looking often does not make differences appear: alpha spending.
 *
 * Of `alpha`, a share of `t^3` may be spent up to the fraction `t` of the rounds; each look tests with what it newly spends. The
 * looks add up to `alpha`, so that by the union bound the chance of any false difference stays below it whenever one stops, without
 * assuming anything about how the looks depend on one another. A run that ends early, out of time, is judged with the alpha of the
 * look it was on the way to.
 *
 * @returns looks in order, none before 5 rounds; the last at `maxRounds`.
 * @throws BenchError `invalid_argument` for fewer than 5 rounds or fewer than one look.
 * @see Lan and DeMets 1983; Kim and DeMets 1987 (power family)
 * @example sequentialLooks({ maxRounds: 40 }) // after 10, 20, 30 and 40 rounds
 */
export function sequentialLooks({ maxRounds, alpha = 0.05, looks = 4 }: SequentialLooksOptions): SequentialLook[] {
  if (!(maxRounds >= FEWEST_ROUNDS)) throw invalidArgument('maxRounds', maxRounds, `give at least ${FEWEST_ROUNDS}`)
  if (!(looks >= 1)) throw invalidArgument('looks', looks, 'give at least 1')
  const planned: SequentialLook[] = []
  let spent = 0
  for (let look = 1; look <= looks; look++) {
    const rounds = Math.ceil((maxRounds * look) / looks)
    if (rounds < FEWEST_ROUNDS || rounds === planned.at(-1)?.rounds) continue
    const total = alpha * (rounds / maxRounds) ** 3
    planned.push({ rounds, alpha: total - spent })
    spent = total
  }
  return planned
}

/**
 * Rounds of a comparison by default: 240 requests a target and load, but no fewer than 24 rounds. With a fifth of noise between
 * requests that finds a difference of 10 % in more than 95 of 100 comparisons (docs/statistics.md).
 *
 * @example defaultRounds(4) // 60
 */
export function defaultRounds(requestsPerRound: number): number {
  return Math.max(24, Math.ceil(240 / requestsPerRound))
}
