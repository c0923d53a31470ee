import { expect, test } from 'vitest'
import { targetStems } from './target-stems.js'

test.each([
  [
    ['vllm', 'sagellm'],
    ['vllm', 'sagellm'],
  ],
  [
    ['comparison', 'Environment', 'validation_summary', 'VALIDATION'],
    ['comparison-2', 'Environment-2', 'validation_summary-2', 'VALIDATION-2'],
  ],
  [
    ['benchmark_summary', 'perf_results', 'config'],
    ['benchmark_summary-2', 'perf_results-2', 'config-2'],
  ],
  [
    ['a', 'a_info', 'A_models'],
    ['a', 'a_info-2', 'A_models-2'],
  ],
  [
    ['a_info', 'a'],
    ['a_info', 'a-2'],
  ],
  [
    ['a', 'a_log_probe', 'a.server'],
    ['a', 'a_log_probe-2', 'a.server'],
  ],
  [
    ['../../etc/passwd', '/', '..', 'con'],
    ['etc-passwd', 'target', 'target-2', 'target-con'],
  ],
])('%j become %j', (labels, stems) => {
  expect(targetStems(labels)).toEqual(stems)
})
