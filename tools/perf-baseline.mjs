// node tools/perf-baseline.mjs [FILE]          measures the baseline of the regression check on this machine, for real, and writes it
//                                              to benchmark_baselines/perf_baseline_e2e.json
// node tools/perf-baseline.mjs --of-machine    writes it to benchmark_baselines/perf_baseline_e2e.MACHINE.json, beside those of other machines
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { baselineOf, committedBaseline, measure, start } from './perf-measure.mjs'

process.chdir(new URL('..', import.meta.url).pathname)
const [given = committedBaseline] = process.argv.slice(2)
const fresh = 'benchmark_results/perf_baseline_e2e.json'

// A busy machine gives a baseline that says little: whoever compares with it must be able to see that.
const loadBefore = loadavg()[0].toFixed(2)
rmSync(fresh, { force: true })
process.exitCode = await measure({ checkout: '.', matrix: 'full', json: fresh })
if (process.exitCode === 0) {
  const result = JSON.parse(readFileSync(fresh, 'utf8'))
  const file = given === '--of-machine' ? baselineOf(result.machine_id) : given
  const metadata = { source: 'measured', made_by: 'tools/perf-baseline.mjs', load_average_before: loadBefore }
  const baseline = { ...result, baseline_updated_at: result.created_at, metadata }
  writeFileSync(file, `${JSON.stringify(baseline, null, 2)}\n`)
  await start(process.execPath, ['node_modules/@biomejs/biome/bin/biome', 'format', '--write', file])
  console.log(`baseline: ${file}`)
}
