import { expect, test } from 'vitest'
import { BenchError } from '../errors/bench-error.js'
import { fileError, openFilesError } from './file-error.js'

const system = (code: string, fields: object = {}) =>
  Object.assign(new Error(`${code}: in the runtime's words`), { code, ...fields })

test.each([
  ['ENOENT', 'invalid_argument', /^cannot read a\/b: nothing can be made or found there \(ENOENT\)$/],
  ['ENOSPC', 'resource_exhausted', /no space is left \(ENOSPC\)$/],
  ['EMFILE', 'resource_exhausted', /^cannot read a\/b: the limit of open files of this process is reached \(EMFILE\)$/],
  ['ENFILE', 'resource_exhausted', /the limit of open files of this machine is reached \(ENFILE\)$/],
  ['EWHATEVER', 'invalid_argument', /^cannot read a\/b: EWHATEVER: in the runtime's words$/],
])('%s is %s, in words', (code, kind, message) => {
  const error = fileError('read', 'a/b', system(code))
  expect(error.code).toBe(kind)
  expect(error.message).toMatch(message)
})

test('the limit of open files is found behind what was made of it', () => {
  const cause = system('EMFILE', { syscall: 'open', path: '/x/part.js' })
  const wrapped = new BenchError('unavailable', 'the server does not answer', { cause: new Error('outer', { cause }) })
  for (const error of [cause, wrapped]) {
    const limit = openFilesError(error)
    expect(limit).toMatchObject({ code: 'resource_exhausted', hint: 'raise it (ulimit -n)' })
    expect(limit?.message).toBe('cannot use /x/part.js: the limit of open files of this process is reached (EMFILE)')
  }
  expect(openFilesError(system('ENFILE'))?.message).toContain(
    'cannot use files: the limit of open files of this machine',
  )
})

test.each([[system('ENOENT')], [new BenchError('internal', 'x')], ['EMFILE'], [null], [undefined]])(
  'any other thrown value meets no limit of open files',
  (thrown) => {
    expect(openFilesError(thrown)).toBeNull()
  },
)
