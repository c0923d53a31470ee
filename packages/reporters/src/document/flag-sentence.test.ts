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

test('a field that the server does not take is named', () => {
  expect(alertsOf(['top_k_unsupported'])).toEqual(['The server takes no field top_k, so no request carried it.'])
})

test('that a run is simulated is said once, with its label', () => {
  const notice = 'Simulated: times come from a model of an engine, texts from a seed. No inference takes place.'
  expect(alertsOf(['simulated'], [notice])).toHaveLength(1)
  expect(alertsOf(['simulated'], [notice])[0]).toMatch(/^SIMULATED: /)
  expect(alertsOf([], [notice])).toEqual([notice])
})

test('a flag of another version is shown by its name, whatever the name is', () => {
  for (const flag of ['moon_phase', 'toString', 'constructor'])
    expect(alertsOf([flag])).toEqual([
      `The file carries the flag ${flag}, which this version of the program does not know.`,
    ])
})

test('a field that the server refused is said once, by the notice that knows what follows', () => {
  const notice = 'The server refuses the field seed: no request carried it, and sampling is not repeatable'
  expect(alertsOf(['seed_unsupported'], [notice])).toEqual([notice])
})
