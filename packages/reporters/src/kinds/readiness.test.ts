import { expect, test } from 'vitest'
import { renderReport } from '../formats/render-report.js'
import { readinessJson } from '../testing/readiness-json.js'
import { readArtifact } from './read-artifact.js'

const render = (format: string, change: (json: Record<string, unknown>) => object = (json) => json) =>
  renderReport({ input: readArtifact(change(readinessJson() as Record<string, unknown>), 'readiness.json'), format })

test('the answer says how long starts take, how long the queue stands, and when the limits hold again', async () => {
  const text = await render('markdown')
  expect(text).toContain(
    'Ready from a cold start after 42.00 s, 40.00 to 44.00 (2 processes), from a warm restart after 11.50 s, 11.00 to 12.00 (2 processes).',
  )
  expect(text).toContain(
    'The queue of a burst of 32 is gone after 2.40 s, and the limits hold again after 3.00 s (1 of 2 not shown to).',
  )
  expect(text).toContain('A warm restart takes 72.6 % less time to ready than a cold start.')
  expect(text).toContain('2 of 6 processes were not measured')
})

test('a queue that stood until the load ended is not lost in the mean of the others', async () => {
  const text = await render('markdown', (json) => ({
    ...json,
    estimates: (json['estimates'] as { figure: string }[]).map((each) =>
      each.figure === 'queue_cleared_s' ? { ...each, n: 1, of: 3 } : each,
    ),
  }))
  expect(text).toContain('The queue of a burst of 32 is gone after 2.40 s (not at all on 2 of 3), and')
})

test('gates stand in the formats of pipelines', async () => {
  expect(await render('junit')).toContain('<failure')
  expect(await render('github')).toMatch(/^::error title=readiness%3A ttft<=500ms after the burst::/)
})

test('without limits and without a burst nothing is said of either', async () => {
  const text = await render('markdown', (json) => ({
    ...json,
    thresholds: [],
    checks: [],
    processes: (json['processes'] as object[]).map((each) => ({ ...each, slo_metrics: null, queue_metrics: null })),
    estimates: (json['estimates'] as { figure: string }[]).filter(({ figure }) => figure === 'readiness_s'),
  }))
  expect(text).not.toMatch(/limits hold|queue of/)
  expect(text).not.toContain('Recovered s')
})

test('a verdict of a later program is shown by its name', async () => {
  const text = await render('markdown', (json) => ({
    ...json,
    processes: (json['processes'] as { slo_metrics: object | null }[]).map((each) => ({
      ...each,
      slo_metrics: each.slo_metrics && { ...each.slo_metrics, verdict: 'half_recovered' },
    })),
  }))
  expect(text).toContain('half_recovered')
})
