import { expect, test } from 'vitest'
import { createGeneratedText } from './generated-text.js'

test('texts of choices stay apart, in order of choice, whatever the order of pieces', () => {
  const text = createGeneratedText()
  text.add(1, 'output', 'c')
  text.add(0, 'reasoning', 'r')
  text.add(0, 'output', 'a')
  text.add(1, 'output', 'd')
  expect(text.output()).toBe('a\ncd')
  expect(text.all()).toEqual(['ra', 'cd'])
})

test('without an answer the reasoning is the output, and without ids there are none', () => {
  const text = createGeneratedText()
  text.add(0, 'reasoning', 'r')
  expect(text.output()).toBe('r')
  expect(text.ids()).toBeNull()
  text.addIds([1, 2])
  text.addIds([3])
  expect(text.ids()).toEqual([1, 2, 3])
})
