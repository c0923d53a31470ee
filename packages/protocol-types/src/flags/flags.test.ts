import { expect, test } from 'vitest'
import { z } from 'zod'
import { Flag, flagsWhere } from './flag.js'
import { flagSentences } from './flag-sentences.js'

test.each(Object.entries(flagSentences))('the flag %s has whole sentences for its reader', (name, sentence) => {
  expect(name).toMatch(/^[a-z]+(_[a-z0-9]+)*$/)
  expect(sentence).toMatch(/^[A-Z].*\.$/)
  expect(sentence.length).toBeGreaterThan(30)
})

test('a flag of another version is read as it is', () => {
  expect(z.array(Flag).parse(['retried', 'moon_phase'])).toEqual(['retried', 'moon_phase'])
})

test('the flags whose condition holds come in the order given', () => {
  expect(flagsWhere({ retried: true, output_short: false, simulated: true })).toEqual(['retried', 'simulated'])
})
