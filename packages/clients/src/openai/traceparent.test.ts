import { expect, test } from 'vitest'
import { traceparent } from './traceparent.js'

test('a trace header has the version, the trace id, a span id of its own and the flag', () => {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
  const headers = Array.from({ length: 200 }, () => traceparent(traceId))
  for (const header of headers) expect(header).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-(?!0{16})[0-9a-f]{16}-01$/)
  expect(new Set(headers).size).toBe(200)
})
