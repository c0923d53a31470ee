import { expect, test } from 'vitest'
import { z } from 'zod'
import { flagOf } from './flags.js'

test('a flag that takes a number or a word reads both, and says so where it gets something else', () => {
  const flag = flagOf(z.union([z.int().nonnegative().max(64), z.literal('auto')]).optional(), 'loadThreads')
  if (flag.kind !== 'parsed') throw new Error('it is parsed')
  expect([flag.parse('auto'), flag.parse('4'), flag.placeholder]).toEqual(['auto', 4, 'NUMBER'])
  expect(() => flag.parse('many')).toThrow(/cannot be "many"; give a whole number from 0 to 64, such as 8, or auto/)
})
