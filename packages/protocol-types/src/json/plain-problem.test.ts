import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { plainProblem } from './plain-problem.js'

const problem = (schema: z.ZodType, value: unknown) => plainProblem(schema.safeParse(value).error?.issues[0], value)

const kinds = z.discriminatedUnion('kind', [z.object({ kind: z.literal('a') }), z.object({ kind: z.literal('b') })])

test.each<[z.ZodType, unknown, string]>([
  [z.int(), 'three', 'should be a number, not "three"'],
  [z.int(), 1.5, 'should be a whole number, not 1.5'],
  [z.int().positive(), 0, 'should be above 0, not 0'],
  [z.number().max(2), 3, 'should be 2 or less, not 3'],
  [z.number(), Number.NaN, 'should be a number, not NaN'],
  [z.string(), { a: 1 }, 'should be text, not an object'],
  [z.string().min(1), '', 'should be text that is not empty, not ""'],
  [z.array(z.string()).min(1), [], 'should be a list that is not empty, not a list'],
  [z.enum(['a', 'b', 'c']), 'd', 'should be a, b or c, not "d"'],
  [z.literal(1), 2, 'should be 1, not 2'],
  [z.url(), 'x', 'should be a URL such as http://127.0.0.1:8000/v1, not "x"'],
  [z.object({ a: z.int() }), {}, 'is missing; it should be a number'],
  [z.strictObject({ a: z.int() }), { a: 1, b: 2 }, 'has b, which is not known here'],
  [kinds, { kind: 'c' }, 'should be a or b, not "c"'],
  [z.union([z.string(), z.object({ a: z.int() })]), { a: 'x' }, 'a should be a number, not "x"'],
  [z.union([z.string(), z.int()]), true, 'should be text or a number, not true'],
  [z.int().refine((value) => value % 2 === 0, 'an odd number of chairs'), 3, 'an odd number of chairs'],
  [z.int().max(9, 'is more than nine'), 10, 'is more than nine'],
  [z.object({ api_key: z.int() }), { api_key: 'sk-1234567890' }, 'should be a number'],
])('%#: the problem is said without a word of the schema', (schema, value, words) => {
  expect(problem(schema, value)).toBe(words)
})

test('whatever a schema refuses, the words hold none of its own', () => {
  const schemas = [
    z.int().min(2).max(3),
    z.string().min(2),
    z.array(z.boolean()),
    z.record(z.string(), z.number()),
    kinds,
  ]
  fc.assert(
    fc.property(fc.constantFrom(...schemas), fc.jsonValue(), (schema, value) => {
      const checked = schema.safeParse(value)
      if (checked.success) return
      const words = problem(schema, value).replace(/"(\\.|[^"\\])*"/g, '')
      expect(words).not.toMatch(/Invalid|expected|received|Too (small|big)|undefined/)
    }),
  )
})
