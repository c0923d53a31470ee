import { expect, test } from 'vitest'
import { numberedLines, parseJson } from './parse-json.js'

test.each([
  ['{"prompt": "cut', 'check that the file is whole'],
  ['{"prompt": "a"},', 'a line must not end with a comma'],
  ['[', 'a JSON array over several lines is not read here: write one object a line'],
  ['[{"prompt": "a"},', 'a JSON array over several lines is not read here: write one object a line'],
  ['prompt,length', 'write the rows of a CSV or text file as JSON objects, one a line'],
  ['<!DOCTYPE html>', 'it is a web page: download the file itself'],
])('%s is an error with what to do', (text, hint) => {
  expect(() => parseJson(text, 'f line 1')).toThrow(
    expect.objectContaining({ code: 'corrupt_data', message: 'f line 1 is not JSON', hint }),
  )
})

test('lines end in any of the three ways, and keep their numbers', () => {
  expect(numberedLines('a\r\n\r\nb\rc\n \n')).toEqual([
    ['a', 1],
    ['b', 3],
    ['c', 4],
  ])
})
