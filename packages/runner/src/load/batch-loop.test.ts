import { expect, test } from 'vitest'
import { aPlan, aRequest, measured, requestsFrom, warmups } from '../testing/planned-requests.js'
import { runOnVirtualClock } from '../testing/run-on-virtual-clock.js'

const batch = (size: number) => ({ kind: 'batch' as const, size })
const rounds = (count: number, size: number) =>
  Array.from({ length: count * size }, (_, at) => aRequest({ round: Math.floor(at / size), index: at % size }))

test('a batch is released at one instant and ends with its slowest request', async () => {
  const { client, records } = await runOnVirtualClock(
    aPlan({ load: batch(3), requests: 3, rounds: 2 }),
    requestsFrom(rounds(2, 3)),
    { latencyMs: ({ index }) => [40, 90, 10][index] as number },
  )
  expect(client.sent.map(({ at }) => at)).toEqual([0, 0, 0, 90, 90, 90])
  expect(records.map(({ scheduledAt }) => scheduledAt)).toEqual([0, 0, 0, 90, 90, 90])
  expect(client.opened).toEqual([3])
})

test('a batch never mixes rounds, nor warm-up and measurement', async () => {
  const { client } = await runOnVirtualClock(
    aPlan({ load: batch(4), requests: 3, rounds: 2, plan: { warmup: { requests: 2 } } }),
    requestsFrom([...warmups(2), ...rounds(2, 3)]),
  )
  expect(client.sent.map(({ at }) => at)).toEqual([0, 0, 50, 50, 50, 100, 100, 100])
})

test('more requests than the batch size run as batches one after the other', async () => {
  const { client } = await runOnVirtualClock(aPlan({ load: batch(2), requests: 5 }), requestsFrom(rounds(1, 5)))
  expect(client.sent.map(({ at }) => at)).toEqual([0, 0, 50, 50, 100])
})

test('the bodies of a batch are built before any of it is sent', async () => {
  const plan = aPlan({ load: { kind: 'batch', size: 3 }, requests: 6 })
  const { client } = await runOnVirtualClock(plan, requestsFrom(measured(6)))
  expect(client.prepared.map(({ sentBefore }) => sentBefore)).toEqual([0, 0, 0, 3, 3, 3])
  expect(client.prepared.map(({ id }) => id)).toEqual(client.sent.map(({ id }) => id))
})
