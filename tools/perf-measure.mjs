// Measures the embedded model on the CPU backend with the program built in a checkout: what the regression check compares.
import { spawn } from 'node:child_process'
import { join } from 'node:path'

const precisions = ['fp32', 'fp16', 'int8'].flatMap((each) => ['--precision', each])

/** What is measured: few short scenarios for a pull request, all of them in all precisions for a release and for the baseline. */
const matrices = {
  light: ['--scenario', 'short', '--batch-size', '1', '--batch-size', '4', '--rounds', '10', '--precision', 'fp32'],
  full: ['--batch-size', '1', '--batch-size', '4', '--batch-size', '8', '--rounds', '8', ...precisions],
}

export const matrixNames = Object.keys(matrices)

export const committedBaseline = 'benchmark_baselines/perf_baseline_e2e.json'

/** The baseline of one machine, by its fingerprint: numbers of two machines say nothing about the code. */
export function baselineOf(machine) {
  if (!/^[0-9a-f]+$/.test(machine ?? '')) throw new Error('the result does not say which machine it is of')
  return committedBaseline.replace(/\.json$/, `.${machine}.json`)
}

/** @returns the exit code of `perf`, which leaves its result at `json` and its report beside it. */
export function measure({ checkout, matrix, json }) {
  const report = json.replace(/\.json$/, '.md')
  const files = ['--output-json', json, '--output-markdown', report]
  return run(checkout, ['perf', '--type', 'e2e', ...matrices[matrix], '--quiet', ...files])
}

/** Runs the program of a checkout; its folder is where relative paths count from. */
export function run(checkout, args) {
  return start(process.execPath, [join(checkout, 'packages/cli/dist/bin.js'), ...args])
}

export function start(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options })
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 1))
  })
}
