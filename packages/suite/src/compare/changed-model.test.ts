import { expect, test } from 'vitest'
import { refuseChangedModel } from './changed-model.js'

const start = (a: string | null, b: string) => [
  { label: 'a', model: a },
  { label: 'b', model: b },
]

test('starts in which each target served one model are fine, known or not', () => {
  expect(() => refuseChangedModel([start('m', 'n'), start(null, 'n'), start('m', 'n')])).not.toThrow()
})

test('a target that serves another model in a later start is refused by name', () => {
  expect(() => refuseChangedModel([start('m', 'n'), start('m', 'n'), start('m', 'other')])).toThrow(
    'b serves other in start 3, and served n before',
  )
})
