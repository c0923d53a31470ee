import fc from 'fast-check'
import { expect, test } from 'vitest'
import { escapedTextBytes, isEscapedAscii, textBytes } from './text-bytes.js'

const encoder = new TextEncoder()
const text = fc.string({ unit: fc.constantFrom('a', ' ', '"', '\\', '\n', 'é', '中', '😀', 'u', '4') })
const escapeAll = (value: string) =>
  JSON.stringify(value)
    .slice(1, -1)
    .replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

test('the bytes of a text are those of its UTF-8 form, however its JSON is escaped', () => {
  fc.assert(
    fc.property(text, (value) => {
      const expected = encoder.encode(value).length
      expect(textBytes(value)).toBe(expected)
      for (const escaped of [JSON.stringify(value).slice(1, -1), escapeAll(value).replaceAll('\n', '\\n')]) {
        const bytes = encoder.encode(`"${escaped}"`)
        expect(escapedTextBytes(bytes, 1, bytes.length - 1)).toBe(expected)
        expect(isEscapedAscii(bytes, 1, bytes.length - 1)).toBe(expected === value.length)
      }
    }),
  )
})
