// A million requests of 64 tokens through the aggregator: time and peak memory. Run after `npm run build`.
import { createAggregator } from '../dist/index.js'
import { twoEngines } from './two-engines.mjs'

const n = Number(process.argv[2] ?? 1_000_000)
const tokens = 64
const [sample] = twoEngines({ seed: 1, rounds: 1, batchSize: 1 }).baseline
const aggregator = createAggregator({ targetConcurrency: 64, serviceLevels: [{ metric: 'ttft_ms', maxMs: 60 }] })

const start = performance.now()
for (let index = 0; index < n; index++) {
  const startAt = index * 20
  const tokenAt = Array.from({ length: tokens }, (_, at) => startAt + 40 + (index % 23) + at * (18 + (index % 7)))
  const lastTokenAt = tokenAt[tokens - 1]
  const stamps = {
    startAt,
    scheduledAt: startAt,
    firstTokenAt: tokenAt[0],
    firstOutputAt: tokenAt[0],
    lastTokenAt,
    endAt: lastTokenAt + 1,
  }
  aggregator.add({ ...sample, ...stamps, round: Math.floor((index * 10) / n), index, tokenAt, chunkCount: tokens })
}
const metrics = aggregator.result()
const seconds = (performance.now() - start) / 1000
const peakMb = process.resourceUsage().maxRSS / 1024
console.log(
  JSON.stringify({
    name: 'aggregate_1m',
    value: seconds,
    unit: 's',
    requests: metrics.totalRequests,
    flags: metrics.flags,
  }),
)
console.log(JSON.stringify({ name: 'aggregate_1m_peak_memory', value: peakMb, unit: 'MB', goal: 500 }))
