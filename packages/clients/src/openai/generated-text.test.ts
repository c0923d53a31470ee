import { expect, test } from 'vitest'
import { createGeneratedText } from './generated-text.js'

test('texts of choices stay apart, in order of choice, whatever the order of pieces', () => {
  const text = createGeneratedText()
  text.add(1, { kind: 'output', text: 'c', at: 10 })
  text.add(0, { kind: 'reasoning', text: 'r', at: 10 })
  text.add(0, { kind: 'output', text: 'a', at: 10 })
  text.add(1, { kind: 'output', text: 'd', at: 10 })
  expect(text.output()).toBe('a\ncd')
})

test('the text of each choice, and of its first read', () => {
  const text = createGeneratedText()
  text.add(0, { kind: 'reasoning', text: 'one', at: 10 })
  text.add(1, { kind: 'output', text: 'seven', at: 12 })
  text.add(0, { kind: 'output', text: 'four', at: 10 })
  text.add(0, { kind: 'output', text: 'ab', at: 11 })
  expect(text.byChoice()).toEqual([
    { choice: 0, all: 'onefourab', firstRead: 'onefour' },
    { choice: 1, all: 'seven', firstRead: 'seven' },
  ])
})

test('without an answer the reasoning is the output, and without ids there are none', () => {
  const text = createGeneratedText()
  text.add(0, { kind: 'reasoning', text: 'r', at: 10 })
  expect(text.output()).toBe('r')
  expect(text.ids()).toBeNull()
  text.addIds([1, 2])
  text.addIds([3])
  expect(text.ids()).toEqual([1, 2, 3])
})
