import { chunkKind } from '@sagellm-benchmark/protocol-types/records'
import { expect, test } from 'vitest'
import { createMemoryBudget } from '../bytes/memory-budget.js'
import { ChunkLog } from './chunk-log.js'

test('chunks come back as they were added, over many segments', () => {
  const log = new ChunkLog({ choices: 1, account: createMemoryBudget().open() })
  expect(log.last).toBeNull()
  for (let index = 0; index < 1000; index += 1) log.add(index / 2, index % 4 === 3 ? 1 : 0, index, 0)

  const { at, kind, bytes, choice } = log.observations()
  expect([log.count, log.contentCount, log.last]).toEqual([1000, 750, 499.5])
  expect([at[70], kind[70], bytes[70]]).toEqual([35, 0, 70])
  expect([at[999], kind[999], bytes[999]]).toEqual([499.5, 1, 999])
  expect(choice).toBeNull()
})

test('the choice of a chunk is kept where several were asked for', () => {
  const log = new ChunkLog({ choices: 3, account: createMemoryBudget().open() })
  log.add(1, chunkKind.role, 0, 2)
  log.add(2, chunkKind.finish, 0, 1)
  expect([...(log.observations().choice as Uint32Array)]).toEqual([2, 1])
})
