import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wrapOutput } from './wrap-output.js'
import { visibleLength } from './wrap-words.js'

function written(text: string, terminal: { isTTY?: boolean; columns?: number }): string {
  let all = ''
  wrapOutput({ write: (part) => (all += part), ...terminal }).write(text)
  return all
}

test('a sentence that is longer than the terminal is broken between words', () => {
  const text = '! the client was late by 3 ms in one of a hundred requests\n'
  expect(written(text, { isTTY: true, columns: 30 })).toBe(
    '! the client was late by 3 ms\n    in one of a hundred\n    requests\n',
  )
})

test('what is piped, laid out in columns, redrawn in place or a command stays as it is', () => {
  const long = 'word '.repeat(30).trim()
  expect(written(`${long}\n`, {})).toBe(`${long}\n`)
  for (const line of [`TTFT   ${long}`, `\r\u001b[2K${long}`, `sagellm-benchmark run ${long}`, `    ${long}`])
    expect(written(`${line}\n`, { isTTY: true, columns: 40 })).toBe(`${line}\n`)
})

test('no word is broken and none is lost, at any width', () => {
  const words = fc.array(fc.stringMatching(/^[a-z0-9.,-]{1,30}$/), { minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(words, fc.integer({ min: 10, max: 120 }), (list, columns) => {
      const text = written(`! ${list.join(' ')}`, { isTTY: true, columns })
      expect(text.split(/\s+/).slice(1)).toEqual(list)
      for (const line of text.split('\n'))
        expect(visibleLength(line) <= columns || line.trim().split(' ').length <= 2).toBe(true)
    }),
  )
})
