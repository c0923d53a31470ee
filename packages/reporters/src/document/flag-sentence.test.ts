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

test.each(['content_type_unexpected', 'redirected', 'connection_was_stale', 'unexpected_bytes', 'top_k_unsupported'])(
  'the flag %s is a sentence for its reader',
  (flag) => {
    expect(alertsOf([flag])[0]).not.toMatch(/^Flagged/)
  },
)

test('a field that the server refused is said once, by the notice that knows what follows', () => {
  const notice = 'The server refuses the field seed: no request carried it, and sampling is not repeatable'
  expect(alertsOf(['seed_unsupported'], [notice])).toEqual([notice])
})
