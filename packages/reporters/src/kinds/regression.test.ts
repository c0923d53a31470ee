import { describe, expect, test } from 'vitest'
import { renderReport } from '../formats/render-report.js'
import { regressionJson } from '../testing/regression-json.js'
import { readArtifact } from './read-artifact.js'

const read = (changes: Record<string, unknown> = {}) =>
  readArtifact({ ...regressionJson(), ...changes }, 'summary.json')

const judged = (status: string) => {
  const { metrics } = regressionJson() as { metrics: Record<string, object> }
  return { ...metrics['avg_ttft_ms'], status }
}

describe('a regression summary', () => {
  test('names what got worse, by how much, and which machine said so', async () => {
    const text = await renderReport({ input: read(), format: 'comment' })
    expect(text).toContain('CRITICAL regression: avg_ttft_ms 12.0 % worse')
    expect(text).toContain('8.0 .. 16.0 % worse')
    expect(text).toContain('avg_tbt_ms: the noise of both sides is so large that no change would fit the data too')
    expect(text).toContain('test machine, 2 cores')
  })

  test('lists single scenarios beyond a threshold, and says where there are none', () => {
    const [, rows] = read().document().tables
    expect(rows?.rows.map((row) => row.slice(0, 2))).toEqual([['short_b1 fp32', 'avg_ttft_ms']])
    const calm = {
      model: 'm',
      precision: 'p',
      scenario: 's',
      batch_size: 1,
      metrics: { avg_ttft_ms: judged('acceptable') },
    }
    const document = read({ rows: [calm] }).document()
    expect(document.tables).toHaveLength(1)
    expect(document.findings?.join()).toContain('No single scenario')
    const unjudged = { ...calm, metrics: { avg_ttft_ms: judged('withheld') } }
    expect(
      read({ rows: [unjudged] })
        .document()
        .findings?.join(),
    ).not.toContain('No single scenario')
  })

  test.each([
    ['acceptable', 'No regression above 5 % was found.'],
    ['not_comparable', 'NOT COMPARABLE: nothing could be judged; the notices say why.'],
  ])('that is %s says so in a sentence', (overall_status, answer) => {
    expect(read({ overall_status, metrics: {} }).document().answer).toBe(answer)
  })

  test('of which a value vanished says so', () => {
    const gone = { ...regressionJson() } as { metrics: Record<string, object> }
    const metrics = { avg_ttft_ms: { ...gone.metrics['avg_ttft_ms'], current: null, status: 'not_comparable' } }
    expect(read({ overall_status: 'not_comparable', metrics }).document().answer).toBe(
      'NOT COMPARABLE: not measured on both sides: avg_ttft_ms.',
    )
  })

  test('of one critical row names the row', () => {
    const calm = { ...(regressionJson()['metrics'] as Record<string, object>) }
    expect(read({ metrics: { avg_tbt_ms: calm['avg_tbt_ms'] } }).document().answer).toBe(
      'CRITICAL regression: in short_b1 fp32 avg_ttft_ms 12.0 % worse.',
    )
  })

  test('without a regression names in the same sentence what the noise may hide', () => {
    const metrics = { avg_ttft_ms: judged('improved'), avg_tbt_ms: judged('acceptable') }
    expect(read({ overall_status: 'acceptable', metrics }).document().answer).toBe(
      'No regression above 5 % was found, but a critical one of avg_tbt_ms could not be ruled out.',
    )
  })

  test('says which side a flag is about', () => {
    const side = regressionJson()['baseline'] as object
    const flags = ['client_saturated', 'stream_held_back', 'simulated']
    const { alerts } = read({
      baseline: { ...side, flags: ['client_saturated', 'stream_held_back'] },
      current: { ...side, flags: ['client_saturated', 'simulated'] },
      flags,
    }).document()
    expect(alerts.map((alert) => alert.split(': ').slice(0, 2).join(': ')).sort()).toEqual([
      'Baseline: STREAM HELD BACK',
      'Both sides: CLIENT SATURATED',
      'Current run: SIMULATED',
    ])
  })

  test('tells what makes it worth less', () => {
    const alerts = read({ flags: ['simulated'], notices: ['The two were measured on different machines'] }).document()
      .alerts
    expect(alerts.join()).toMatch(/SIMULATED.*different machines/)
  })
})
