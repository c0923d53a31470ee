import type { RunOutcome } from '@sagellm-benchmark/suite'
import { expect, test, vi } from 'vitest'
import { printRun } from './print-run.js'

// What is printed of the figures is no matter here.
vi.mock('@sagellm-benchmark/reporters/terminal', () => ({ runBlock: () => '', runTable: () => '' }))

/** A run of one workload that went well, with the verdict on its contract. */
function outcomeWith(passed: boolean | null): RunOutcome {
  const contract =
    passed === null ? {} : { contract: { passed, version: 'year1', checks: {}, summary: '5 of 6 checks' } }
  const metrics = { errorRate: 0, successfulRequests: 5, precision: null, thresholds: [] }
  return {
    ...{ folder: '/tmp/out', header: { notices: [], target: { label: 'here' } }, summary: { workloads: {} } },
    workloads: ['Q1', 'Q2', 'Q3'].map((name) => ({ name, load: null, metrics, ...(name === 'Q2' ? contract : {}) })),
    ...{ plots: [], unmade: null, calibration: null, overNetwork: false, interrupted: false, lostShards: [] },
  } as unknown as RunOutcome
}

test.each([
  ['held', true, 0, ''],
  ['not held', false, 3, 'sagellm-benchmark: the contract is not kept: Q2: 5 of 6 checks\n'],
  ['not asked for', null, 0, ''],
])('run --contract: %s', (_, passed, code, message) => {
  let stderr = ''
  const io = {
    ...{ env: {}, cwd: '/tmp', argv: [], signal: new AbortController().signal, stdout: { write: () => undefined } },
    stderr: { write: (text: string) => void (stderr += text) },
  }
  const how = { plots: false, verbose: false, calibrated: false, maxErrorRate: null, io }
  expect([printRun(outcomeWith(passed), how), stderr]).toEqual([code, message])
})
