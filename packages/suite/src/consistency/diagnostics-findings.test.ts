import { expect, test } from 'vitest'
import { diagnosticsFindings } from './diagnostics-findings.js'

const codes = (summary: Record<string, unknown>) =>
  diagnosticsFindings({ runtimeDiagnostics: [summary] }).map(({ code }) => code)
const native = { attention_selected_implementation: 'native-cuda', adjacent_selected_implementation: 'native-cuda' }

test.each([
  ['native without further fields', native, []],
  ['native and hit', { ...native, primary_decode_attention_hit: true, attention_native_kernel_hit: true }, []],
  ['native, not hit', { ...native, attention_native_kernel_hit: false }, ['attention_hit_missing']],
  ['native, fallen back', { ...native, adjacent_runtime_fallback: true }, ['adjacent_runtime_fallback']],
  ['native, failed', { ...native, attention_first_failure_reason: 'no kernel' }, ['attention_failure_reason']],
  ['native, without a failure', { ...native, attention_first_failure_reason: '' }, []],
  [
    'a fallback that says so',
    { attention_selected_implementation: 'torch-fallback', attention_runtime_fallback: true },
    [],
  ],
])('runtime diagnostics: %s', (_, summary, expected) => {
  expect(codes(summary)).toEqual(expected)
})
