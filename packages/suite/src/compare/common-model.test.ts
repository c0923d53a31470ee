import { expect, test } from 'vitest'
import { chooseCommon } from './common-model.js'

const a = { label: 'a', served: ['org/Model', 'other'] }

test('the one model that all serve is taken, each under the name that it has there', () => {
  expect(chooseCommon([a, { label: 'b', served: ['/models/model'] }])).toEqual(['org/Model', '/models/model'])
})

test('a target that is not up yet, or lists nothing, is no reason against a model', () => {
  expect(chooseCommon([{ label: 'a', served: ['m'] }, null, { label: 'c', served: [] }])).toEqual(['m', null, null])
  expect(chooseCommon([null, null])).toEqual([null, null])
})

test.each([
  ['none', { label: 'b', served: ['x'] }, 'no model in common: a serves org/Model, other; b serves x'],
  ['several', { label: 'b', served: ['other', 'model'] }, 'several models in common: a serves'],
])('with %s in common the error names what each serves', (_, b, message) => {
  expect(() => chooseCommon([a, b])).toThrow(message)
})
