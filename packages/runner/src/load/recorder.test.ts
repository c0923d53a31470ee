import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test } from 'vitest'
import { createRecorder } from './recorder.js'

const records = Array.from({ length: 20 }, (_, index) => aRecord({ index }))

test('records that end together are written in order, a few a turn, and reported after their write', async () => {
  const writes: number[] = []
  const order: string[] = []
  const recorder = createRecorder({
    sink: {
      append(batch) {
        writes.push(batch.length)
        order.push(...batch.map(({ index }) => `write ${index}`))
      },
    },
    onRecorded: ({ index }) => void order.push(`reported ${index}`),
    onFailure: () => {},
  })
  for (const record of records) recorder.push(record)
  expect(writes).toEqual([])
  await recorder.idle()
  expect(writes).toEqual([8, 8, 4])
  expect(order.filter((each) => each.startsWith('reported'))).toEqual(records.map(({ index }) => `reported ${index}`))
  for (const { index } of records)
    expect(order.indexOf(`write ${index}`)).toBeLessThan(order.indexOf(`reported ${index}`))
})

test('a thread that stamps nothing writes all that waits at once', async () => {
  const writes: number[] = []
  const recorder = createRecorder({
    sink: { append: (batch) => void writes.push(batch.length) },
    onRecorded: () => {},
    onFailure: () => {},
    aTurn: Number.POSITIVE_INFINITY,
  })
  for (const record of records) recorder.push(record)
  await recorder.idle()
  expect(writes).toEqual([20])
})

test('a record pushed in any turn after another is written too', async () => {
  const written: number[] = []
  const recorder = createRecorder({
    sink: { append: (batch) => void written.push(...batch.map(({ index }) => index)) },
    // The end of a flush and this push are a few promise steps apart, whichever comes first.
    onRecorded({ index }) {
      let steps: Promise<void> = Promise.resolve()
      for (let step = 0; step < index % 7; step += 1) steps = steps.then(() => {})
      if (index < 50) void steps.then(() => recorder.push(aRecord({ index: index + 1 })))
    },
    onFailure: () => {},
  })
  recorder.push(aRecord({ index: 0 }))
  while (written.length < 51) {
    const before = written.length
    await recorder.idle()
    await new Promise((resolve) => setImmediate(resolve))
    await recorder.idle()
    expect(written.length).toBeGreaterThan(before)
  }
  expect(written).toEqual(Array.from({ length: 51 }, (_, index) => index))
})

test('a failed write is reported once, and waiting for the rest rejects', async () => {
  const failures: unknown[] = []
  const recorded: RequestRecord[] = []
  const recorder = createRecorder({
    sink: {
      append() {
        throw new Error('disk full')
      },
    },
    onRecorded: (record) => void recorded.push(record),
    onFailure: (error) => void failures.push(error),
  })
  for (const record of records) recorder.push(record)
  await expect(recorder.idle()).rejects.toThrow('disk full')
  recorder.push(aRecord())
  await expect(recorder.idle()).rejects.toThrow('disk full')
  expect(failures).toHaveLength(1)
  expect(recorded).toEqual([])
})
