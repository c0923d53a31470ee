// node tools/perf-check.mjs --matrix light|full --base REF   the regression check of the working tree, as CI runs it
//
// A committed baseline counts where it was measured on this machine: perf_baseline_e2e.MACHINE.json, or perf_baseline_e2e.json. Elsewhere, as on a hosted runner, numbers of two
// machines say nothing about the code: there the program of REF is built and measured here, next to the current one.
// Leaves perf_current, perf_comparison_summary.json, perf_comparison_report.md and perf_comment.md in benchmark_results.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { baselineOf, committedBaseline, matrixNames, measure, run, start } from './perf-measure.mjs'

process.chdir(new URL('..', import.meta.url).pathname)
const { values } = parseArgs({
  options: { matrix: { type: 'string', default: 'light' }, base: { type: 'string', default: 'HEAD~1' } },
})
if (!matrixNames.includes(values.matrix)) fail(`--matrix is one of ${matrixNames.join(', ')}`)

const current = 'benchmark_results/perf_current.json'
if ((await measure({ checkout: '.', matrix: values.matrix, json: current })) !== 0)
  fail('the current state did not run')

const here = machineOf(current)
const committed = here === null ? [] : [baselineOf(here), committedBaseline].filter((file) => machineOf(file) === here)
const baseline = committed[0] ?? (await measureBase(values.base))
process.exitCode = await run('.', [
  'perf-compare',
  ...['--baseline', baseline, '--current', current, '--warning-threshold', '5', '--critical-threshold', '10'],
  ...['--summary-json', 'benchmark_results/perf_comparison_summary.json'],
  ...['--report-md', 'benchmark_results/perf_comparison_report.md'],
  ...['--comment-md', 'benchmark_results/perf_comment.md'],
  ...(process.env.GITHUB_OUTPUT ? ['--github-output', process.env.GITHUB_OUTPUT] : []),
])

async function measureBase(ref) {
  console.log(`no committed baseline is of this machine: measuring ${ref} on this one`)
  const folder = mkdtempSync(join(tmpdir(), 'perf-base-'))
  const json = 'benchmark_results/perf_base.json'
  try {
    if ((await start('git', ['worktree', 'add', '--detach', folder, ref])) !== 0) fail(`no ${ref} in this clone`)
    if ((await start(process.execPath, ['tools/build-cli.mjs'], { cwd: folder })) !== 0) fail(`${ref} does not build`)
    if ((await measure({ checkout: folder, matrix: values.matrix, json })) !== 0) fail(`${ref} did not run`)
    return json
  } finally {
    await start('git', ['worktree', 'remove', '--force', folder])
    rmSync(folder, { recursive: true, force: true })
  }
}

function machineOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).machine_id ?? null
  } catch {
    // No baseline yet is the same as one of nowhere.
    return null
  }
}

function fail(message) {
  console.error(message)
  process.exit(1)
}
