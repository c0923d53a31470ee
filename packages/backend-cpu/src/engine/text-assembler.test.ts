import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTextAssembler } from './text-assembler.js'

/** A tokenizer whose ids are bytes: every character beyond ASCII takes several tokens. */
const bytes = { decodeVisible: (ids: readonly number[]) => new TextDecoder().decode(Uint8Array.from(ids)) }

function assemble(text: string, stop: readonly string[] = []) {
  const assembler = createTextAssembler(bytes, stop)
  const pieces: string[] = []
  const ids = [...new TextEncoder().encode(text)]
  for (const [at, id] of ids.entries()) {
    const { text: piece, stopped } = assembler.push(id, at === ids.length - 1)
    pieces.push(piece)
    if (stopped) return { pieces, text: pieces.join(''), stoppedAfter: at + 1 }
  }
  return { pieces, text: pieces.join(''), stoppedAfter: null }
}

test('a character comes out whole, with its last byte', () => {
  expect(assemble('aé🧪').pieces).toEqual(['a', '', 'é', '', '', '', '🧪'])
})

test('a stop string ends the text before itself, though it came in several tokens', () => {
  expect(assemble('one two END three', ['END'])).toMatchObject({ text: 'one two ', stoppedAfter: 11 })
})

test('of several stop strings the earliest counts', () => {
  expect(assemble('abcdef', ['ef', 'cd']).text).toBe('ab')
})

test('what might begin a stop string is held back, and comes out when it does not', () => {
  const { pieces, text } = assemble('EN EX', ['END'])
  expect(pieces.slice(0, 2)).toEqual(['', ''])
  expect(text).toBe('EN EX')
})

test('the last token brings everything held back, also bytes that never became a character', () => {
  const assembler = createTextAssembler(bytes, ['never'])
  expect(assembler.push(0x61, false).text).toBe('')
  expect(assembler.push(0xc3, true).text).toBe('a\uFFFD')
})

test('an empty stop string stops nothing', () => {
  expect(assemble('abc', [''])).toMatchObject({ text: 'abc', stoppedAfter: null })
})

test('the pieces are the text up to the stop string that is complete first', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '语', '🧪'), maxLength: 24 })
  fc.assert(
    fc.property(letters, fc.array(letters, { maxLength: 3 }), (text, stop) => {
      const found = stop
        .filter((each) => each !== '' && text.includes(each))
        .map((each) => ({ from: text.indexOf(each), to: text.indexOf(each) + each.length }))
        .sort((a, b) => a.to - b.to || a.from - b.from)
      expect(assemble(text, stop).text).toBe(text.slice(0, found[0]?.from ?? text.length))
    }),
  )
})
