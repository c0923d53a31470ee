import { expect, test } from 'vitest'
import { isPlaceholder, isTooPlain, standsForKey } from './is-placeholder.js'

test.each(['EMPTY', 'ollama', 'version', 'start_at', 'length', 'Measured', '12345', '2026', '00000000', '12345.678'])(
  '%s would tear a report, and is left where it stands',
  (value) => expect(isPlaceholder(value)).toBe(true),
)

test.each(['hunter22', 'k-4711', 'aB3x', 'Zq9vX2mT7pLw4Rk8', 'correct-horse-battery-staple', '1234567890123456'])(
  '%s is a secret',
  (value) => expect(isPlaceholder(value)).toBe(false),
)

test.each([
  'EMPTY',
  'none',
  'dummy',
  'sk-dummy',
  'sk-no-key-required',
  'not_needed',
  'NOT-NEEDED',
  'sk-xxxxxxxxxxxxxxxx',
  'XXXX',
  'x',
  '',
])('%j stands in place of a key', (value) => expect([standsForKey(value), isPlaceholder(value)]).toEqual([true, true]))

test.each(['letmein', '12345', 'sk-0123456789abcdef', 'sk-xxxxxxxxy', 'Empty-9'])('%j may be a key', (value) =>
  expect(standsForKey(value)).toBe(false),
)

test('a placeholder is not said to be too plain to be hidden', () => {
  expect(['EMPTY', 'not_needed', 'xxxx', 'letmein'].map(isTooPlain)).toEqual([false, false, false, true])
})
