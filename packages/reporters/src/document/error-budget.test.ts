import { expect, test } from 'vitest'
import { renderReport } from '../formats/render-report.js'
import { readArtifact } from '../kinds/read-artifact.js'
import { runFiles } from '../run/run-files.js'
import { someHeader, someMetrics } from '../testing/some-metrics.js'
import { errorBudgetLines, errorBudgetTables } from './error-budget.js'

const budget = (drift: number) => ({
  halfWidth: 2,
  parts: [
    { part: 'sampling' as const, halfWidth: 1.6, share: 0.8 },
    { part: 'drift' as const, halfWidth: drift, share: drift / 2 },
    { part: 'stamps' as const, halfWidth: null, share: null },
  ],
  total: 2.5,
  withFourfoldRounds: 1.25,
})
const metrics = (drift = 1.2) => someMetrics({ errorBudgets: { avg_ttft_ms: budget(drift) } })

test('one line says what the interval is made of, and what more rounds would do', () => {
  expect(errorBudgetLines(metrics())).toEqual([
    'error budget of mean TTFT, as shares of its ± 2 ms:',
    '  sampling 80 % · drift 60 % · stamps not known',
    '  all of it ± 2.50 ms, ± 1.25 with four times the rounds',
  ])
  expect(errorBudgetLines(metrics(3)).join('\n')).toContain('which do not shrink drift')
  expect(errorBudgetLines(metrics(3))).toContain('  above 100 %: the interval is too narrow for drift')
  expect(errorBudgetLines(someMetrics())).toEqual([])
  expect(errorBudgetTables(someMetrics())).toEqual([])
})

test('of one round nothing is said about four times the rounds', () => {
  const one = { ...metrics(), rounds: 1 }
  expect(errorBudgetLines(one).at(-1)).toMatch(/all of it ± 2.50 ms$/)
  expect(errorBudgetTables(one)[0]?.columns.map(({ label }) => label)).not.toContain('With 4 x the rounds ±')
  expect(errorBudgetTables(metrics())[0]?.columns.at(-1)?.label).toBe('With 4 x the rounds ±')
})

test('the page shows shares as bars, and what is not known as text', async () => {
  const { files } = runFiles({ header: someHeader(), workloads: [{ name: 'Q1', metrics: metrics() }] })
  const file = files.find(({ name }) => name === 'Q1_metrics.json')
  const input = readArtifact(JSON.parse(file?.text ?? ''), 'Q1_metrics.json')
  const page = await renderReport({ input, format: 'html' })
  expect(page).toContain('<meter min="0" max="1" value="0.8" aria-hidden="true"></meter> 80 %')
  expect(page.match(/<meter/g)).toHaveLength(2)
  expect(await renderReport({ input, format: 'markdown' })).toMatch(/TTFT ms \| 2[.0]* \| 80 % \| 60 %/)
})
