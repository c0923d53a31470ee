import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { expect, test } from 'vitest'
import type { ComparisonCell } from './comparison-cells.js'
import { wholeRounds } from './whole-rounds.js'

const cells = [{ name: 'short_b3', workload: { requests: 3 } }] as unknown as ComparisonCell[]

const record = (requestId: string, round: number, phase: 'warmup' | 'measured' = 'measured') =>
  ({ requestId, workload: 'short_b3', round, phase }) as RequestRecord

async function idsOf(records: readonly RequestRecord[]): Promise<string[]> {
  const ids: string[] = []
  for await (const { requestId } of wholeRounds(cells, records)) ids.push(requestId)
  return ids
}

test('a round that was cut off is left out, warm-up requests are not', async () => {
  const whole = ['a', 'b', 'c'].map((id) => record(id, 0))
  expect(await idsOf([record('w', 0, 'warmup'), ...whole, record('d', 1), record('e', 1)])).toEqual([
    'w',
    'a',
    'b',
    'c',
  ])
})

test('a request that stands there twice counts once, and completes no round', async () => {
  expect(await idsOf([record('a', 0), record('a', 0), record('b', 0)])).toEqual([])
  expect(await idsOf([record('a', 0), record('b', 0), record('a', 0), record('c', 0), record('c', 0)])).toEqual([
    'a',
    'b',
    'c',
  ])
})
