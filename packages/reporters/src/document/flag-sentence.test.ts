import { expect, test } from 'vitest'
import { alertsOf } from './flag-sentence.js'

test('the gravest flag comes first, and nothing stands twice', () => {
  const alerts = alertsOf(['retried', 'simulated', 'retried'], ['Same.', 'Same. '])
  expect(alerts).toHaveLength(3)
  expect(alerts[0]).toMatch(/^SIMULATED/)
  expect(alerts.at(-1)).toBe('Same.')
})

test('a notice that begins with a label keeps it as it was typed', () => {
  expect(alertsOf([], ['vllm went down after 3 rounds.'])).toEqual(['vllm went down after 3 rounds.'])
})
