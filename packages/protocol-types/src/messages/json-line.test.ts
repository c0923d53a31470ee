import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromJsonLine, toJsonLine } from './json-line.js'

const typed = fc.oneof(
  fc.float64Array(),
  fc.float32Array(),
  fc.int32Array(),
  fc.uint32Array(),
  fc.uint16Array(),
  fc.uint8Array(),
)
const key = fc.oneof(
  fc.string(),
  fc.constantFrom('$number', '$object', '$float64', '$undefined', '__proto__', 'constructor', 'toString'),
)
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.double(),
    fc.constantFrom(-0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, undefined, null),
    fc.bigInt(),
    fc.boolean(),
    fc.string({ unit: 'binary' }),
    typed,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 4 }).map((entries) => Object.fromEntries(entries) as unknown),
  ),
}))

test('whatever a thread could be sent comes back from a line as it was', () => {
  fc.assert(
    fc.property(value, (sent) => {
      const line = toJsonLine(sent)
      expect(line).not.toMatch(/[\r\n]/)
      // By value and type, where -0 is not 0 and a field may be called `constructor`.
      expect(isDeepStrictEqual(fromJsonLine(line, 'the test'), sent)).toBe(true)
    }),
    { numRuns: 2_000 },
  )
})

test('numbers stand as numbers', () => {
  expect(toJsonLine({ at: 12.5, latenessMs: Float64Array.of(1, -0) })).toBe(
    '{"at":12.5,"latenessMs":{"$float64":[1,{"$number":"-0"}]}}',
  )
})

test('a field named __proto__ becomes a field, and no prototype', () => {
  const read = fromJsonLine('{"__proto__":{"kind":"stop"}}', 'the test') as object
  expect(Object.getPrototypeOf(read)).toBe(Object.prototype)
  expect((read as { kind?: string }).kind).toBeUndefined()
})

test.each([
  ['no JSON', 'hello'],
  ['a mark of another version', '{"$date":"2026"}'],
  ['a typed array with a text', '{"$float64":["1"]}'],
  ['a number that is none', '{"$number":"toString"}'],
  ['a big integer of a million digits', `{"$bigint":"${'9'.repeat(1_000_000)}"}`],
  ['more depth than there is stack', `${'['.repeat(200_000)}${']'.repeat(200_000)}`],
])('%s is refused in one line that names the sender', (_name, line) => {
  expect(() => fromJsonLine(line, 'shard 2')).toThrow(/^shard 2 sent a line that is no message: [^\n]*$/)
})

test.each([
  ['a function', () => 1],
  ['an instance of a class', new Map()],
])('%s cannot be sent', (_name, sent) => {
  expect(() => toJsonLine({ sent })).toThrow('a message cannot hold')
})
