// The whole check of the workspace, straight after a clone: installs, then lint, types, tests, builds and package checks
// as cached Nx targets. Ends with the names of the tests that failed and one plain line, `N passed, N failed`, over all
// packages.
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { install } from './install.mjs'
import { ensureSystemPackages } from './system-packages.mjs'

process.chdir(new URL('..', import.meta.url).pathname)
install()
ensureSystemPackages()

// Counts of an earlier run must not be mistaken for this one's; Nx puts back those of a cached test.
for (const file of resultFiles()) rmSync(file, { force: true })

const { nx } = await import('./nx.mjs')
const targets = ['format', 'manifests', 'unused', 'lint', 'typecheck', 'build', 'test', 'pkgcheck']
const synced = await nx(['sync:check'])
const code = await nx(['run-many', '-t', ...targets, '--nxBail=false', '--outputStyle=static'])

const { passed, failed, failures, missing } = countTests()
for (const failure of failures) console.error(failure)
for (const name of missing) console.error(`no test result from ${name}: its tests did not run to their end`)
if (synced !== 0) console.error('TypeScript project references are out of step: run `node tools/nx.mjs sync`')
if (code !== 0) console.error('a check failed: its output stands above')
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = synced === 0 && code === 0 && failed === 0 && missing.length === 0 ? 0 : 1

function resultFiles() {
  return readdirSync('packages').map((name) => join('packages', name, 'test-results', 'vitest.json'))
}

function countTests() {
  const sum = { passed: 0, failed: 0, failures: [], missing: [] }
  for (const file of resultFiles()) {
    try {
      const result = JSON.parse(readFileSync(file, 'utf8'))
      sum.passed += result.numPassedTests
      // A file that failed to load counts, though it holds no failed test.
      sum.failed += Math.max(result.numFailedTests, result.success ? 0 : 1)
      sum.failures.push(...failuresOf(result, file.split('/')[1]))
    } catch {
      sum.missing.push(file.split('/')[1])
    }
  }
  return sum
}

/** A line for each test that failed, and for each file that failed outside its tests. */
function failuresOf({ testResults }, project) {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed')
    const file = `failed: ${project} ${relative(`packages/${project}`, name)}`
    const lines = failed.map(
      ({ fullName, failureMessages }) => `${file} > ${fullName}: ${firstLine(failureMessages[0])}`,
    )
    return lines.length === 0 && status === 'failed' ? [`${file}: ${firstLine(message)}`] : lines
  })
}

function firstLine(text) {
  return String(text ?? '').split('\n')[0]
}
