import { expect, test } from 'vitest'
import { isHarmlessHeader } from './is-harmless-header.js'

test.each(['User-Agent', 'x-team', 'content-type'])('%s holds no secret', (name) => {
  expect(isHarmlessHeader(name)).toBe(true)
})

test.each(['X-Auth', 'authorization', 'Cookie', 'api-key', 'x-anything-else'])('%s may hold one', (name) => {
  expect(isHarmlessHeader(name)).toBe(false)
})
