import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shellLine } from './shell-line.js'

test('a shell reads the line as the words that it was made of, whatever is in them', () => {
  const word = fc.string({
    unit: fc.constantFrom('a', ' ', "'", '"', '$', '\\', '`', '\n', '!', '*', '-', 'é'),
    minLength: 0,
  })
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (words) => {
      const script = `printf '%s\\0' ${shellLine(words)}`
      const read = execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' })
      expect(read.split('\0').slice(0, -1)).toEqual(words)
    }),
    { numRuns: 20 },
  )
})

test('a plain word stays plain', () => {
  expect(shellLine(['run', '--url', 'http://127.0.0.1:1/v1'])).toBe('run --url http://127.0.0.1:1/v1')
})
