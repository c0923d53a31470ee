import { expect, test } from 'vitest'
import { alignIds } from './align-ids.js'

test.each([
  [
    [7, 9],
    [7, 8, 9],
    [0, 2],
  ],
  [[], [7], []],
  [
    [7, 7],
    [7, 7],
    [0, 1],
  ],
  [
    [7, 8],
    [7, 8, 2],
    [0, 1],
  ],
  [[9, 7], [7, 9], null],
  [[7, 7], [7], null],
  [[1], [], null],
])('ids %j in %j stand at %j', (streamed, all, places) => {
  expect(alignIds(streamed, all)).toEqual(places)
})
