import { expect, test } from 'vitest'
import { sharedAddresses } from './one-address.js'

test('two labels share an address in any of its spellings', () => {
  const targets = [
    { label: 'a', url: 'http://127.0.0.1:8000/v1' },
    { label: 'b', url: 'http://localhost:8000/v1/' },
    { label: 'c', url: 'http://127.0.0.1:8001/v1' },
    { label: 'd', url: null },
    { label: 'e', url: null },
  ]
  expect(sharedAddresses(targets)).toEqual([['a', 'b']])
})
