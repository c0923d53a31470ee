import { virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test } from 'vitest'
import { shardEnds } from './shard-ends.js'

function waiting(shards: number) {
  const clock = virtualClock()
  const stopping = new AbortController()
  const ends = shardEnds({ shards, podWaitMs: 10_000, stopping: stopping.signal, clock })
  let isOver = false
  void ends.over.then(
    () => (isOver = true),
    () => {},
  )
  const isOverAfter = async (ms: number) => {
    await clock.advance(ms)
    return isOver
  }
  return { ends, stopping, isOverAfter }
}

test('it is over when all have ended', async () => {
  const { ends, isOverAfter } = waiting(2)
  ends.end(1, 0)
  expect(await isOverAfter(9_000)).toBe(false)
  ends.end(0, 3)
  expect(await isOverAfter(0)).toBe(true)
  expect([...ends.codes]).toEqual([
    [1, 0],
    [0, 3],
  ])
})

test('shards that go on behind shard 0 are waited for a minute', async () => {
  const { ends, isOverAfter } = waiting(2)
  ends.start(1)
  ends.end(0, 0)
  expect(await isOverAfter(59_999)).toBe(false)
  expect(await isOverAfter(1)).toBe(true)
})

test('when pods are being ended, those that never ran are not waited for, and others some time', async () => {
  const { ends, stopping, isOverAfter } = waiting(3)
  ends.start(0)
  ends.start(1)
  stopping.abort()
  ends.end(1, 130)
  expect(await isOverAfter(74_999)).toBe(false)
  ends.end(0, 130)
  expect(await isOverAfter(0)).toBe(true)
})

test('the shards that do not start in time are named, the first ones with why', async () => {
  const { ends, isOverAfter } = waiting(6)
  ends.start(1)
  ends.wait(2, 'ErrImagePull: denied')
  await isOverAfter(10_000)
  await expect(ends.over).rejects.toMatchObject({
    code: 'deadline_exceeded',
    message:
      '5 of 6 pods did not start within 10 s: shard 0: no reason given; shard 2: ErrImagePull: denied; shard 3: no reason given; and 2 more',
  })
})

test('a load that has started may take as long as it will', async () => {
  const { ends, isOverAfter } = waiting(1)
  ends.start(0)
  expect(await isOverAfter(3_600_000)).toBe(false)
  ends.end(0, 0)
  expect(await isOverAfter(0)).toBe(true)
})
