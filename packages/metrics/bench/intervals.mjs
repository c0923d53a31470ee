// The interval and the certified bound of a p99 of a million values in 1,000 rounds. Run after `npm run build`.
import { percentileInterval, percentileUpperBound } from '../dist/index.js'

const n = 1_000_000
const perRound = 1000
const values = Float64Array.from({ length: n }, (_, at) => -20 * Math.log(1 - (((at * 7919) % n) + 0.5) / n))
const rounds = Array.from({ length: n / perRound }, (_, at) => values.subarray(at * perRound, (at + 1) * perRound))
const sorted = values.slice().sort()

const times = []
for (let run = 0; run < 7; run++) {
  const start = performance.now()
  percentileInterval(sorted, 0.99, { rounds })
  percentileUpperBound(sorted, 0.99, { rounds })
  times.push((performance.now() - start) / 1000)
}
times.sort((a, b) => a - b)
console.log(JSON.stringify({ name: 'interval_p99_1m', value: times[3], unit: 's', goal: 0.1, runs: times }))
