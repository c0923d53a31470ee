// Exact percentiles of ten million samples: time, and memory beside the samples themselves. Run after `npm run build`.
import { percentiles } from '../dist/index.js'

const n = 10_000_000
const values = new Float64Array(n)
let state = 1
for (let at = 0; at < n; at++) {
  // A linear congruential generator: what the values are hardly matters, that they are the same every time does.
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
  values[at] = -20 * Math.log((state + 1) / 4_294_967_297)
}

const times = []
for (let run = 0; run < 7; run++) {
  const start = performance.now()
  percentiles(values, [0.5, 0.9, 0.95, 0.99])
  times.push((performance.now() - start) / 1000)
}
times.sort((a, b) => a - b)

const peakMb = process.resourceUsage().maxRSS / 1024
console.log(JSON.stringify({ name: 'percentiles_10m', value: times[3], unit: 's', goal: 0.5, runs: times }))
console.log(
  JSON.stringify({
    name: 'percentiles_10m_peak_memory',
    value: peakMb,
    unit: 'MB',
    goal: 200,
    samplesMb: (8 * n) / 1e6,
  }),
)
