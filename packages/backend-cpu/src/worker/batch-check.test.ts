import { expect, test } from 'vitest'
import { historyModel } from '../testing/history-model.js'
import { checkBatching } from './batch-check.js'

test('a model that heeds the mask may be batched', async () => {
  expect(await checkBatching(historyModel())).toBeNull()
})

test('a model that takes padding for text is found out', async () => {
  expect(await checkBatching(historyModel({ ignoresMask: true }))).toMatch(/padded/)
})

test('a cache that is not made of rows is refused', async () => {
  expect(await checkBatching(historyModel({ cacheIsSeparable: false }))).toMatch(/cannot be split/)
})
