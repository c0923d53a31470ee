import { expect, test } from 'vitest'
import { e2eRow } from '../testing/e2e-row.js'
import { e2ePerf } from './e2e-perf.js'

const documentOf = (rows: object[]) =>
  e2ePerf.document(
    e2ePerf.read({ schema_version: 1, kind: 'e2e', summary: { total_rows: rows.length }, rows }, 'perf.json') as never,
  )
const cellOf = (rows: object[], label: string) => {
  const [table] = documentOf(rows).tables
  return table?.rows[0]?.[table.columns.findIndex((column) => column.label === label)]
}

const asked = { requested_prompt_tokens: 128, requested_output_tokens: 64 }
const uncounted = e2eRow(1, 'short', { ...asked, throughput_tps: null, output_throughput_tps: null, tbt_ms: null })

test('a row whose tokens are not known was measured all the same, and the answer says what is known of it', () => {
  expect(documentOf([uncounted]).answer).toBe(
    '1 scenario: no throughput, because it is not known how many tokens came, lowest TTFT 20 ms (short_b1).',
  )
})

test('a length that is not known is not shown as the one that was asked for', () => {
  expect(cellOf([uncounted], 'Output tok')).toBe('not known (asked 64)')
  expect(cellOf([e2eRow(1, 'short', { ...asked, output_tokens: 60 })], 'Output tok')).toBe('60 (asked 64)')
  expect(cellOf([e2eRow(1, 'short', { ...asked, output_tokens: 64 })], 'Output tok')).toBe('64')
})

test('a known throughput is the headline beside one that is not', () => {
  const counted = e2eRow(2, 'short', { output_throughput_tps: 170 })
  expect(documentOf([uncounted, counted]).answer).toContain(
    '2 scenarios: highest output throughput 170 tok/s (short_b2',
  )
})

test('without any figure nothing was measured, and the failures stand beside that', () => {
  const dead = e2eRow(1, 'short', { ttft_ms: null, tbt_ms: null, throughput_tps: null, failed_requests: 4 })
  expect(documentOf([dead]).answer).toBe('No scenario was measured. 4 requests failed.')
})
