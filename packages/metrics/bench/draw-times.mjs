import { createRandom, sampleNormal } from '@sagellm-benchmark/protocol-types/random'

/** Of every answer. */
export const TOKENS = 64

/**
 * The times of two engines that take turns (A B B A ...), one entry a round and target, in the order of the clock.
 *
 * Times are log-normal around 50 ms to the first token and 20 ms between tokens. `roundNoise` is what one round does to all
 * requests of one target (a hot moment), which is what makes requests of a round correlated; `sharedNoise` what it does to both targets.
 */
export function drawTimes(options) {
  const { seed, rounds, batchSize, tbtRatio = 1, ttftRatio = 1 } = options
  const { requestNoise = 0.2, roundNoise = 0, sharedNoise = 0 } = options
  const random = createRandom(seed)
  const noise = (cv) => {
    const spread = Math.sqrt(Math.log1p(cv * cv))
    return () => Math.exp(spread * sampleNormal(random) - (spread * spread) / 2)
  }
  const ofBoth = noise(sharedNoise)
  const ofRound = noise(roundNoise)
  const ofTtft = noise(2 * requestNoise)
  const ofTbt = noise(requestNoise)
  const drawn = []
  for (let round = 0; round < rounds; round++) {
    const shared = ofBoth()
    for (const side of round % 2 === 0 ? ['baseline', 'candidate'] : ['candidate', 'baseline']) {
      const own = shared * ofRound()
      const [ttftScale, tbtScale] = side === 'candidate' ? [50 * ttftRatio, 20 * tbtRatio] : [50, 20]
      const times = []
      for (let index = 0; index < batchSize; index++)
        times.push({ ttft: ttftScale * own * ofTtft(), tbt: tbtScale * own * ofTbt() })
      drawn.push({ side, round, times })
    }
  }
  return drawn
}
