import { createRandom } from '@sagellm-benchmark/protocol-types/random'

/** How failures fall: each request by itself, half of them so and half in whole rounds, whole rounds, or runs of about three whole rounds. */
export const failureKinds = ['single', 'half', 'whole', 'runs']

const REQUESTS = 8

/**
 * How often two engines are called different, where both fail `rate` of their requests (the candidate: `rate + more`).
 *
 * @param difference `errorRateDifference`, passed in, so that tests run it on sources.
 */
export function falseFailures(difference, { kind, rounds, rate, more = 0, seed, repetitions }) {
  const random = createRandom(seed)
  let shown = 0
  for (let run = 0; run < repetitions; run++) {
    const baseline = roundsOf(random, { kind, rounds, rate })
    const candidate = roundsOf(random, { kind, rounds, rate: rate + more })
    shown += Number(difference(baseline, candidate).p < 0.05)
  }
  return shown / repetitions
}

function roundsOf(random, { kind, rounds, rate }) {
  const single = { single: rate, half: rate / 2, whole: 0, runs: 0 }[kind]
  const whole = { single: 0, half: rate / 2, whole: rate, runs: rate }[kind]
  let down = random.uniform() < whole
  return Array.from({ length: rounds }, (_, round) => {
    let failed = 0
    for (let request = 0; request < REQUESTS; request++) failed += Number(random.uniform() < single)
    const now = { round, requests: REQUESTS, failed: down ? REQUESTS : failed }
    down = random.uniform() < nextDown({ kind, down, whole })
    return now
  })
}

/** A run of failed rounds ends after three on average; how often one begins keeps the rate. */
function nextDown({ kind, down, whole }) {
  if (kind !== 'runs') return whole
  return down ? 2 / 3 : whole / (3 * (1 - whole))
}
