import { expect, test } from 'vitest'
import { fakeServer, models, refused } from '../../test/support/fake-server.js'
import { listModels } from './list-models.js'

const list = (routes: Parameters<typeof fakeServer>[0]) => listModels(fakeServer(routes).options)
const info = (model: string) => ({ '/info': { json: { model } } })

test('all that are listed, in any form of a list', async () => {
  expect(await list({ '/v1/models': models('a', 'b') })).toEqual(['a', 'b'])
  expect(await list({ '/v1/models': { json: [{ id: 'a' }] } })).toEqual(['a'])
})

test('of several the one that /info names, and that one where none are listed', async () => {
  expect(await list({ '/v1/models': models('a', 'b'), ...info('b') })).toEqual(['b'])
  expect(await list({ '/v1/models': models('a', 'b'), ...info('c') })).toEqual(['a', 'b'])
  expect(await list(info('c'))).toEqual(['c'])
})

test('none where nothing names one; null where nobody answers', async () => {
  expect(await list({})).toEqual([])
  expect(await list({ '/v1/models': refused })).toBeNull()
})
