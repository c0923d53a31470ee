import { describe, expect, test } from 'vitest'
import { renderReport } from '../formats/render-report.js'
import { regressionJson } from '../testing/regression-json.js'
import { readArtifact } from './read-artifact.js'

const read = (changes: Record<string, unknown> = {}) =>
  readArtifact({ ...regressionJson(), ...changes }, 'summary.json')

describe('a regression summary', () => {
  test('names what got worse, by how much, and which machine said so', async () => {
    const text = await renderReport({ input: read(), format: 'comment' })
    expect(text).toContain('CRITICAL regression: avg_ttft_ms 12.0 % worse')
    expect(text).toContain('8.0 .. 16.0 % worse')
    expect(text).toContain('avg_tbt_ms: the intervals of both runs allow for no change at all')
    expect(text).toContain('test machine, 2 cores')
  })

  test('lists single scenarios beyond a threshold, and says where there are none', () => {
    const [, rows] = read().document().tables
    expect(rows?.rows.map((row) => row.slice(0, 2))).toEqual([['short_b1 fp32', 'avg_ttft_ms']])
    const calm = { model: 'm', precision: 'p', scenario: 's', batch_size: 1, metrics: {} }
    const document = read({ rows: [calm] }).document()
    expect(document.tables).toHaveLength(1)
    expect(document.findings?.join()).toContain('No single scenario')
  })

  test.each([
    ['acceptable', 'No regression above 5 %.'],
    ['not_comparable', 'NOT COMPARABLE: some metrics have no value on both sides.'],
  ])('that is %s says so in a sentence', (overall_status, answer) => {
    expect(read({ overall_status, metrics: {} }).document().answer).toBe(answer)
  })

  test('tells what makes it worth less', () => {
    const alerts = read({ flags: ['simulated'], notices: ['The two were measured on different machines'] }).document()
      .alerts
    expect(alerts.join()).toMatch(/SIMULATED.*different machines/)
  })
})
