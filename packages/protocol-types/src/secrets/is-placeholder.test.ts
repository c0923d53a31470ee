import { expect, test } from 'vitest'
import { isPlaceholder } from './is-placeholder.js'

test.each(['EMPTY', 'ollama', 'version', 'start_at', 'length', 'Measured', '12345', '2026', '00000000', '12345.678'])(
  '%s would tear a report, and is left where it stands',
  (value) => expect(isPlaceholder(value)).toBe(true),
)

test.each(['hunter22', 'k-4711', 'aB3x', 'Zq9vX2mT7pLw4Rk8', 'correct-horse-battery-staple', '1234567890123456'])(
  '%s is a secret',
  (value) => expect(isPlaceholder(value)).toBe(false),
)
