import { expect, test } from 'vitest'
import { errorEvent } from './error-event.js'

const of = (type: string | undefined, json: unknown) => errorEvent({ type, json, data: JSON.stringify(json) })

test.each([
  [{ message: 'engine died' }, 'engine died'],
  [{ error: { message: 'engine died' } }, 'engine died'],
  ['engine died', 'engine died'],
  [{ message: 'engine died', code: 500 }, 'engine died'],
])('an event named error says %j', (json, message) => {
  expect(of('error', json)).toBe(message)
})

test('data that is no JSON is shown as it is', () => {
  expect(errorEvent({ type: 'error', data: 'engine died', json: undefined })).toBe('error event: engine died')
})

test('names that contain the word are errors, and others are none', () => {
  expect(of('stream_error', { message: 'no' })).toBe('no')
  expect(of('exception', { message: 'no' })).toBe('no')
  expect(of('ping', { message: 'no' })).toBeNull()
  expect(of(undefined, { message: 'no' })).toBeNull()
  expect(errorEvent({ type: 'error', data: '', json: undefined })).toBeNull()
})
