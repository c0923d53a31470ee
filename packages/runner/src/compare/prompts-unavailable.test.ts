import { BenchError } from '@sagellm-benchmark/protocol-types'
import { expect, test } from 'vitest'
import { isUnavailable } from './round-requests.js'

test('only a server that did not count is passed over; any other error ends the comparison', () => {
  expect(isUnavailable(new BenchError('unavailable', 'no count'))).toBe(true)
  expect(isUnavailable(new BenchError('invalid_argument', 'a file is missing'))).toBe(false)
  expect(isUnavailable(new Error('other'))).toBe(false)
})
