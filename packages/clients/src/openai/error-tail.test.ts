import { expect, test } from 'vitest'
import { ErrorTail, withoutStatedError } from './error-tail.js'

const words = '[Stream error: Stream execution failed: [Errno 111] refused (code: ErrorCode.UNAVAILABLE)]'

function tailOf(...pieces: string[]) {
  const tail = new ErrorTail()
  for (const piece of pieces) tail.add(piece)
  return tail.stated()
}

test.each<[string, string[], number]>([
  ['alone', [words], 1],
  ['after text in pieces of their own', ['a ', 'b ', words], 1],
  ['after text in one piece', [`a b ${words}`], 0],
  ['cut in two', ['a', words.slice(0, 40), words.slice(40)], 2],
  ['cut within their first word', ['a', words.slice(0, 4), words.slice(4)], 2],
  ['cut after text in one piece', [`a ${words.slice(0, 20)}`, words.slice(20)], 1],
  ['in pieces of one character', [...words], words.length],
  ['after an opening bracket of the text', ['see [', words], 1],
  ['with white space around them', [`\n${words}\n`, ' \n'], 2],
  ['after the same words, which went on', [words, ' is what it said. ', words], 1],
])('words %s end an answer', (_name, pieces, held) => {
  expect(tailOf(...pieces)).toEqual({ message: words, pieces: held })
})

test.each([
  ['that goes on after them', [words, ' is what it said']],
  ['that goes on after them in the same piece', [`It said ${words}, and went on.`]],
  ['that quotes them', [`"${words}"`]],
  ['without a code', ['[Stream error: something went wrong]']],
  ['that is cut within them', [words.slice(0, -1)]],
  ['of lists', ['[1, 2, [3]]', '[Str', 'ing]']],
])('a text %s is a text', (_name, pieces) => {
  expect(tailOf(...pieces)).toBeNull()
})

test('a text that opens the words and never closes them is not kept', () => {
  const tail = new ErrorTail()
  tail.add('[Stream error: ')
  for (let piece = 0; piece < 3000; piece += 1) tail.add('and on ')
  tail.add('(code: 1)]')
  expect(tail.stated()).toBeNull()
})

test('the words may have begun with a bracket, and have not where the text goes on otherwise', () => {
  const tail = new ErrorTail()
  tail.add('plain')
  expect(tail.begun).toBe(false)
  tail.add('a [')
  expect(tail.begun).toBe(true)
  tail.add('other')
  expect(tail.begun).toBe(false)
})

test('the text of such an answer is what came before the words', () => {
  expect(withoutStatedError(`The cat sat ${words}`)).toBe('The cat sat ')
  expect(withoutStatedError(`${words} is what it said`)).toBe(`${words} is what it said`)
  expect(withoutStatedError('[Stream error: nothing')).toBe('[Stream error: nothing')
})
