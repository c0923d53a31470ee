import { createRandom } from '@sagellm-benchmark/protocol-types/random'
import { oneSeries } from './dependence.mjs'

/**
 * Runs that end at the first look at which a mean over rounds is known to the wished half width, and how often the interval of that look
 * holds the true mean, 100.
 *
 * @param judge `precisionOf`
 * @param looks of `precisionLooks`
 * @returns share of runs that reached the precision; share of all runs, and of those, whose last interval holds; median rounds.
 */
export function stopping(judge, { looks, target, seed, repetitions, ...series }) {
  const random = createRandom(seed)
  const rounds = []
  const counts = { reached: 0, held: 0, reachedHeld: 0 }
  for (let run = 0; run < repetitions; run++) {
    const values = oneSeries(random, { ...series, rounds: looks.at(-1).rounds, effect: 100 })
    let last = null
    for (const { rounds: at, alpha } of looks) {
      last = { at, ...judge(values.slice(0, at), { target, alpha }) }
      if (last.halfWidth <= target) break
    }
    const [reached, held] = [last.halfWidth <= target, last.low <= 100 && last.high >= 100]
    rounds.push(last.at)
    counts.reached += Number(reached)
    counts.held += Number(held)
    counts.reachedHeld += Number(reached && held)
  }
  rounds.sort((a, b) => a - b)
  return {
    reached: counts.reached / repetitions,
    held: counts.held / repetitions,
    reachedHeld: counts.reached === 0 ? null : counts.reachedHeld / counts.reached,
    medianRounds: rounds[Math.floor(repetitions / 2)],
  }
}
