import { expect, test } from 'vitest'
import { hostile, someHeader, someMetrics } from '../testing/some-metrics.js'
import { runFiles } from '../run/run-files.js'
import { runBlock } from '../terminal/run-block.js'
import { failureAlerts, failureLines, failureTables } from './failures.js'

const part = {
  of: 'Q1',
  failed: 5,
  ended: 100,
  errorsByClass: { connect_failed: 1, server_error: 4 },
  failureExamples: { server_error: 'HTTP 500: out of memory' },
}

test('failures are listed by class, the most frequent first, each with the words of the server', () => {
  expect(failureTables([part])[0]?.rows).toEqual([
    ['Q1', 'server_error', 4, 'HTTP 500: out of memory'],
    ['Q1', 'connect_failed', 1, null],
  ])
  expect(failureLines(part)).toEqual([
    'Q1 failed: server_error 4 (HTTP 500: out of memory)',
    'Q1 failed: connect_failed 1',
  ])
})

test('more than 1 % of failures is said before the numbers, and 1 % is not', () => {
  expect(failureAlerts([part])).toEqual([
    'FAILURES: 5 of 100 requests of Q1 failed (5 %); most often server_error (HTTP 500: out of memory). The other figures are of the requests that succeeded.',
  ])
  expect(failureAlerts([{ ...part, failed: 1 }])).toEqual([])
})

test('a part without failures has neither table nor banner', () => {
  const none = { ...part, failed: 0, errorsByClass: {}, failureExamples: {} }
  expect([failureTables([none]), failureAlerts([none]), failureLines(none)]).toEqual([[], [], []])
})

test('hostile words of a server are shown and not obeyed, in the terminal and in REPORT.md', () => {
  const metrics = someMetrics({
    failedRequests: 10,
    errorsByClass: { server_error: 10 },
    failureExamples: { server_error: hostile },
  })
  const terminal = runBlock({ workload: 'Q1', target: 't', metrics })
  expect(terminal).toContain('Q1 failed: server_error 10')
  expect(terminal).not.toMatch(/\u001b|\u202e/)
  const { files } = runFiles({ header: someHeader(), workloads: [{ name: 'Q1', metrics }] })
  const report = files.find(({ name }) => name === 'REPORT.md')?.text ?? ''
  expect(report).toContain('> [!WARNING]')
  expect(report).toMatch(/\| Q1 \| server_error \| 10 \|/)
  expect(report).not.toMatch(/<img|<\/script|\u001b|\u202e/)
})
