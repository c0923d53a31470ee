import { expect, test } from 'vitest'
import { bearerHeaders } from './bearer-headers.js'

test('the key is a bearer token beside the headers, whose names are in lower case', () => {
  expect(bearerHeaders({ 'X-Team': 'a' }, 'abc')).toEqual({ authorization: 'Bearer abc', 'x-team': 'a' })
})

test('an authorization that the user wrote goes before the key, in any case', () => {
  expect(bearerHeaders({ Authorization: 'Token t' }, 'abc')).toEqual({ authorization: 'Token t' })
})

test('without a key there is no authorization', () => {
  expect(bearerHeaders({}, null)).toEqual({})
  expect(bearerHeaders({}, '')).toEqual({})
})
