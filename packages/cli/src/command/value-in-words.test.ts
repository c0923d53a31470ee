import { expect, test } from 'vitest'
import { z } from 'zod'
import { valueInWords } from './value-in-words.js'

test.each<[string, z.ZodType, string | null]>([
  ['concurrency', z.int().positive().optional(), 'a whole number above 0, such as 8'],
  ['retries', z.int().nonnegative().default(0), 'a whole number of 0 or more, such as 8'],
  ['temperature', z.number().min(0).max(2).default(0), 'a number from 0 to 2, such as 0.5'],
  ['topP', z.number().gt(0).max(1), 'a number above 0 and up to 1, such as 0.5'],
  ['margin', z.number().gt(0).lt(100).default(3), 'a number above 0 and below 100, such as 3'],
  ['duration', z.number().positive(), 'seconds, or a time such as 30s, 500ms or 2m, above 0'],
  ['batchSize', z.array(z.int().positive()), 'a whole number above 0, such as 8'],
  ['drain', z.enum(['wait', 'cancel']), 'wait or cancel'],
  ['model', z.string(), null],
])('what --%s takes is said in words', (key, schema, words) => {
  expect(valueInWords(key, schema)).toBe(words)
})
