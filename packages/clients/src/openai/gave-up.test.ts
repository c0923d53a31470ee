import { expect, test } from 'vitest'
import { gaveUpReason } from './gave-up.js'

test.each(['abort', 'error', 'network_error', 'cancelled', 'timeout', 'insufficient_system_resource'])(
  'the finish reason %s gives a request up',
  (reason) => {
    expect(gaveUpReason(['stop', reason])).toBe(reason)
  },
)

test.each(['stop', 'length', 'tool_calls', 'content_filter', 'eos_token', 'end_turn', 'max_tokens'])(
  '%s does not',
  (reason) => {
    expect(gaveUpReason([reason])).toBeNull()
  },
)
