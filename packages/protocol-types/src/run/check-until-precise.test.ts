import { describe, expect, test } from 'vitest'
import { checkUntilPrecise } from './check-until-precise.js'
import { RunPlan } from './run-plan.js'
import { UntilPrecise } from './until-precise.js'

type Sketch = { stream?: boolean; batches?: boolean; levels?: RunPlan['serviceLevels']; outputTokens?: number }

const checking = (metric: string, { stream = true, batches = true, levels = [], outputTokens = 8 }: Sketch = {}) => {
  const load = batches
    ? ({ kind: 'batch', size: 1 } as const)
    : ({ kind: 'closed', concurrency: 1, rampUpSeconds: 0 } as const)
  const lengths = { promptTokens: 8, outputTokens, requests: 1 }
  const plan = RunPlan.parse({
    target: { kind: 'simulated' },
    workloads: [{ name: 'Q1', source: 'short_qa', load, ...lengths, sampling: { stream } }],
    serviceLevels: levels,
    untilPrecise: { metric, target: 0.03 },
  })
  return () => checkUntilPrecise(plan)
}

describe('a run waits only for a figure that it can have', () => {
  test.each(['avg_ttft_ms', 'avg_ttft_from_schedule_ms', 'avg_tbt_ms', 'avg_output_tokens_per_second_per_user'])(
    '%s needs streams',
    (metric) => {
      expect(checking(metric)).not.toThrow()
      expect(checking(metric, { stream: false })).toThrow(
        `--until-precise cannot wait for ${metric} in Q1: it needs answers that stream`,
      )
    },
  )

  test.each(['avg_e2el_ms', 'output_throughput_tps', 'request_throughput_rps'])('%s does not', (metric) => {
    expect(checking(metric, { stream: false })).not.toThrow()
  })

  test.each(['output_throughput_tps', 'request_throughput_rps', 'goodput_rps'])(
    '%s needs rounds that end',
    (metric) => {
      const levels: RunPlan['serviceLevels'] = [{ metric: 'ttft_ms', maxMs: 200 }]
      expect(checking(metric, { levels })).not.toThrow()
      expect(checking(metric, { levels, batches: false })).toThrow('rounds of its load run into each other')
      expect(checking('avg_e2el_ms', { batches: false })).not.toThrow()
    },
  )

  test('goodput needs a service level, and one that its answers show', () => {
    const levels = (metric: 'ttft_ms' | 'e2e_latency_ms') => [{ metric, maxMs: 200 }]
    expect(checking('goodput_rps')).toThrow('no service level says which requests are good')
    expect(checking('goodput_rps', { levels: levels('ttft_ms') })).not.toThrow()
    expect(checking('goodput_rps', { levels: levels('ttft_ms'), stream: false })).toThrow('ttft_ms needs streams')
    expect(checking('goodput_rps', { levels: levels('e2e_latency_ms'), stream: false })).not.toThrow()
  })

  test('one token has no time between tokens', () => {
    expect(checking('avg_tbt_ms', { outputTokens: 1 })).toThrow('no time between tokens')
    expect(checking('avg_ttft_ms', { outputTokens: 1 })).not.toThrow()
  })

  test('a figure that no single round has is none to wait for', () => {
    expect(UntilPrecise.safeParse({ metric: 'steady_output_throughput_tps', target: 0.03 }).success).toBe(false)
    expect(UntilPrecise.safeParse({ metric: 'slo_attainment', target: 0.03 }).success).toBe(false)
  })
})
