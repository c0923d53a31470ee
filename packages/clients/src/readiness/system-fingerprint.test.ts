import { expect, test } from 'vitest'
import { systemFingerprint } from './system-fingerprint.js'

test.each([
  ['data: {"system_fingerprint":"v1","id":"c","model":"m"}', 'v1'],
  ['data: {"id":"c","choices":[],"system_fingerprint":"vllm-0.32.0-30bbb906"}\n\n', 'vllm-0.32.0-30bbb906'],
  ['{"system_fingerprint": "b11669-Debian", "choices": []}', 'b11669-Debian'],
  ['{"system_fingerprint":""}', null],
  ['{"system_fingerprint":null}', null],
  ['{"system_fingerprint":"a\\nb"}', null],
  ['{"system_fingerprint":"two words"}', null],
  [`{"system_fingerprint":"${'x'.repeat(101)}"}`, null],
  ['{}', null],
])('%s', (answer, wanted) => {
  expect(systemFingerprint(answer)).toBe(wanted)
})
