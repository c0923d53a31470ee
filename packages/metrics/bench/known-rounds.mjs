import { drawTimes, TOKENS } from './draw-times.mjs'

/** Requests of a block, as `capturedRounds` has it by default. */
const BLOCK_REQUESTS = 25

/**
 * What `capturedRounds` makes of the records of `twoEngines`, straight from the times: 20 times as fast, which is what lets the tables be
 * made of thousands of comparisons. A test holds both against each other.
 */
export function knownRounds(options) {
  const drawn = drawTimes(options)
  const of = (side) => captured(drawn.filter((each) => each.side === side))
  return { baseline: of('baseline'), candidate: of('candidate') }
}

function captured(drawn) {
  const rounds = drawn.map(({ round, times }) => ({ round, requests: times.length, failed: 0, figures: means(times) }))
  const size = drawn[0].times.length
  const roundsPerBlock = Math.ceil(BLOCK_REQUESTS / size)
  const blocks = []
  for (let block = 0; (block + 1) * roundsPerBlock <= drawn.length; block++) {
    const times = drawn.slice(block * roundsPerBlock, (block + 1) * roundsPerBlock).flatMap((each) => each.times)
    blocks.push({ round: block, requests: times.length, failed: 0, figures: tails(times) })
  }
  return { rounds, blocks, roundsPerBlock, requests: size * drawn.length, failed: 0 }
}

function means(times) {
  const n = times.length
  const sum = { ttft: 0, tbt: 0, rate: 0, longest: 0 }
  for (const { ttft, tbt } of times) {
    const whole = ttft + tbt * (TOKENS - 1)
    sum.ttft += ttft / n
    sum.tbt += tbt / n
    sum.rate += TOKENS / (whole / 1000) / n
    sum.longest = Math.max(sum.longest, whole)
  }
  return {
    avg_ttft_ms: sum.ttft,
    avg_tbt_ms: sum.tbt,
    avg_throughput_tps: sum.rate,
    output_throughput_tps: (n * TOKENS) / (sum.longest / 1000),
    request_throughput_rps: n / (sum.longest / 1000),
  }
}

function tails(times) {
  return { p99_ttft_ms: p99(times.map(({ ttft }) => ttft)), p99_tbt_ms: p99(times.map(({ tbt }) => tbt)) }
}

/** Linear between order statistics (type 7). */
function p99(values) {
  const sorted = Float64Array.from(values).sort()
  const rank = 0.99 * (sorted.length - 1)
  const below = sorted[Math.floor(rank)]
  return below + (rank - Math.floor(rank)) * (sorted[Math.ceil(rank)] - below)
}
