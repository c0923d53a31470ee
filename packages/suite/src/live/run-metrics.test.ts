import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { createProgress } from '@sagellm-benchmark/runner/progress'
import { expect, test } from 'vitest'
import { createRunMetrics } from './run-metrics.js'

function someMetrics() {
  const progress = createProgress(virtualClock())
  return createRunMetrics({ target: 'here', model: 'a "b"\nc', seed: 7, progress: () => progress.snapshot() })
}

test('measured requests are counted by workload and outcome, and warm-up is not', async () => {
  const metrics = await someMetrics()
  metrics.onRecord(aRecord({ workload: 'Q1', phase: 'warmup' }))
  metrics.onRecord(aRecord({ workload: 'Q1', promptTokens: 10, outputTokens: 4 }))
  metrics.onRecord(aRecord({ workload: 'Q1', promptTokens: 10, outputTokens: 6 }))
  metrics.onRecord(aRecord({ workload: 'Q2', errorClass: 'auth' }))
  const text = metrics.text()
  expect(text).toContain('sagellm_benchmark_requests_total{workload="Q1",outcome="ok"} 2\n')
  expect(text).toContain('sagellm_benchmark_requests_total{workload="Q2",outcome="auth"} 1\n')
  expect(text).toContain('sagellm_benchmark_prompt_tokens_total{workload="Q1"} 20\n')
  expect(text).toContain('sagellm_benchmark_output_tokens_total{workload="Q1"} 10\n')
  expect(text).toContain('sagellm_benchmark_ttft_seconds_count{workload="Q1"} 2\n')
})

test('what a label holds is escaped, and a family is described once', async () => {
  const metrics = await someMetrics()
  metrics.onRecord(aRecord({ workload: 'Q1' }))
  metrics.onRecord(aRecord({ workload: 'Q2' }))
  const lines = metrics.text().split('\n')
  expect(lines).toContain('sagellm_benchmark_run_info{target="here",model="a \\"b\\"\\nc",seed="7"} 1')
  expect(lines.filter((line) => line.startsWith('# TYPE sagellm_benchmark_ttft_seconds '))).toHaveLength(1)
})

test('a simulated engine is named in each description', async () => {
  const metrics = await someMetrics()
  metrics.onRecord(aRecord({ simulated: true }))
  const heads = metrics
    .text()
    .split('\n')
    .filter((line) => line.startsWith('# HELP'))
  expect(heads.length).toBeGreaterThan(3)
  for (const head of heads) expect(head).toContain('(simulated engine)')
})
