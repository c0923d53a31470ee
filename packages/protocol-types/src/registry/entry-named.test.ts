import { expect, test } from 'vitest'
import { entryNamed } from './entry-named.js'

const entries = [
  { name: 'a', from: 'user' },
  { name: 'a', from: 'project' },
  { name: 'b', from: 'project' },
]

test('the first entry of a name is taken, so that a user replaces what the project has', () => {
  expect(entryNamed(entries, { kind: 'source', name: 'a' })).toEqual({ name: 'a', from: 'user' })
  expect(entryNamed(entries, { kind: 'source', name: 'b' }).from).toBe('project')
})

test('an unknown name is an error that lists the known ones, each once', () => {
  expect(() => entryNamed(entries, { kind: 'source', name: 'c' })).toThrow(
    expect.objectContaining({
      code: 'invalid_argument',
      message: expect.stringContaining('c'),
      hint: 'known sources: a, b',
    }),
  )
})
