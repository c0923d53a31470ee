import { chunkKind } from '@sagellm-benchmark/protocol-types/records'
import { expect, test } from 'vitest'
import { createMemoryBudget } from '../bytes/memory-budget.js'
import { ChunkLog } from './chunk-log.js'

const openLog = (choices = 1) => new ChunkLog({ choices, account: createMemoryBudget().open() })

test('chunks come back as they were added, over many segments', () => {
  const log = openLog()
  expect(log.last).toBeNull()
  for (let index = 0; index < 1000; index += 1) {
    if (index % 4 === 3) log.addOther(index / 2, chunkKind.empty, 0)
    else log.addText(index / 2, index, 0)
  }

  const { at, kind, bytes, choice } = log.observations()
  expect([log.count, log.contentCount, log.last]).toEqual([1000, 750, 499.5])
  expect([at[70], kind[70], bytes[70]]).toEqual([35, chunkKind.content, 70])
  expect([at[999], kind[999], bytes[999]]).toEqual([499.5, chunkKind.empty, 0])
  expect(choice).toBeNull()
})

test('the choice of a chunk is kept where several were asked for', () => {
  const log = openLog(3)
  log.addOther(1, chunkKind.role, 2)
  log.addOther(2, chunkKind.finish, 1)
  const { choice, kind } = log.observations()
  expect([...(choice as Uint32Array)]).toEqual([2, 1])
  expect([...(kind as Uint8Array)]).toEqual([chunkKind.role, chunkKind.finish])
})

test('a text of any length is counted whole, wherever it stands', () => {
  for (const longAt of [0, 63, 64, 150, 299])
    for (const bytes of [0, 252, 253, 255, 256, 70_000]) {
      const log = openLog()
      const expected = Array.from({ length: 300 }, (_, index) => (index === longAt ? bytes : index))
      for (const each of expected) log.addText(1, each, 0)
      const seen = log.observations()
      expect(Array.from(seen.bytes)).toEqual(expected)
      expect(Array.from(seen.kind).every((kind) => kind === chunkKind.content)).toBe(true)
    }
})

test('the last texts can turn out to hold none, whatever stands between them', () => {
  const log = openLog()
  for (const bytes of [3, 400, 5]) log.addText(1, bytes, 0)
  log.addOther(2, chunkKind.finish, 0)
  log.emptyLast(2)
  const { kind, bytes } = log.observations()
  expect(log.contentCount).toBe(1)
  expect(Array.from(kind)).toEqual([chunkKind.content, chunkKind.empty, chunkKind.empty, chunkKind.finish])
  expect(Array.from(bytes)).toEqual([3, 0, 0, 0])
})
