import { expect, test } from 'vitest'
import { twoEngines } from '../../bench/two-engines.mjs'
import { capturedRounds } from './captured-rounds.js'
import { firstRounds } from './first-rounds.js'

test('what had been captured after some rounds is what those rounds alone give', () => {
  const records = twoEngines({ seed: 21, rounds: 60, batchSize: 4, failures: 0.1 }).candidate
  const captured = capturedRounds(records)
  for (const rounds of [5, 14, 30, 60])
    expect(firstRounds(captured, rounds)).toEqual(capturedRounds(records.filter(({ round }) => round < rounds)))
})
