import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { describe, expect, test } from 'vitest'
import { recomputeAs } from './recompute-as.js'

// 5 tokens: first after 40 ms, then one every 10 ms; [DONE] 20 ms after the last.
const record = aRecord({ endAt: 100, headersAt: 39.5 })
const failed = aRecord({ index: 1, errorClass: 'server_error', errorMessage: 'out of memory', endAt: 200 })

describe('by the rules of vLLM', () => {
  const prompt = { ...record, endAt: 80.5 }

  test('the window holds failures, and throughputs follow', () => {
    expect(recomputeAs('vllm', [prompt, failed])).toMatchObject({
      completed: 1,
      failed: 1,
      duration: 0.2,
      request_throughput: 5,
      output_throughput: 25,
      total_token_throughput: (32 + 5) / 0.2,
      errors: ['out of memory'],
    })
  })

  test('latencies are given where our stamps fix the chunks that they rest on', () => {
    expect(recomputeAs('vllm', [prompt])).toMatchObject({
      mean_ttft_ms: 40,
      mean_e2el_ms: 80,
      mean_tpot_ms: 10,
      ttfts: [0.04],
    })
  })

  test('TTFT is left out where a role-only chunk may have come long before the first token', () => {
    const figures = recomputeAs('vllm', [{ ...prompt, headersAt: 5 }])
    expect(figures).not.toHaveProperty('mean_ttft_ms')
    expect(figures).not.toHaveProperty('mean_tpot_ms')
    expect(figures).toHaveProperty('mean_e2el_ms')
  })

  test('the end is left out where the finish chunk may have come long after the last token', () => {
    expect(recomputeAs('vllm', [record])).not.toHaveProperty('mean_e2el_ms')
  })

  test('gaps are left out where only the steps are known', () => {
    expect(Object.keys(recomputeAs('vllm', [prompt])).join()).not.toContain('itl')
  })

  test('a stream with role and finish chunks gives TTFT to the role, the end at the finish, and gaps between all chunks', () => {
    // Role at 10 ms, text from 40 to 80, finish at 95: gaps 30, 10, 10, 10, 10, 15.
    const real = aRecord({ firstChoiceAt: 10, otherChunkAt: [10, 95], headersAt: 9, endAt: 120 })
    expect(recomputeAs('vllm', [real])).toMatchObject({
      mean_ttft_ms: 10,
      mean_e2el_ms: 95,
      mean_tpot_ms: (95 - 10) / 4,
      mean_itl_ms: 85 / 6,
      median_itl_ms: 10,
    })
  })
})

describe('by the rules of SGLang', () => {
  test('the time per output token runs to [DONE]', () => {
    expect(recomputeAs('sglang', [record]).mean_tpot_ms).toBe((100 - 40) / 4)
  })

  test('TTFT and latency are given only where each request opened a connection', () => {
    expect(recomputeAs('sglang', [record])).not.toHaveProperty('mean_ttft_ms')
    const fresh = { ...record, connectionReused: false }
    expect(recomputeAs('sglang', [fresh])).toMatchObject({ mean_ttft_ms: 40, mean_e2e_latency_ms: 100, concurrency: 1 })
  })
})

describe('by the rules of AIPerf', () => {
  const figures = recomputeAs('aiperf', [record, failed])

  test('inter-token latency is our TBT, and throughput per user its reciprocal', () => {
    expect(figures.inter_token_latency).toMatchObject({ unit: 'ms', avg: 10, p50: 10, std: 0, count: 1 })
    expect(figures.output_token_throughput_per_user).toMatchObject({ avg: 100 })
    expect(figures.e2e_output_token_throughput).toMatchObject({ avg: 62.5 })
  })

  test('the window ends with the last response, failures not counted', () => {
    expect(figures.benchmark_duration).toEqual({ unit: 'sec', avg: 0.1 })
    expect(figures.output_token_throughput).toEqual({ unit: 'tokens/sec', avg: 50 })
    expect(figures.error_request_count).toEqual({ unit: 'requests', avg: 1 })
  })

  test('tokens without reasoning are left out where the server did not tell them', () => {
    expect(figures).not.toHaveProperty('output_token_count')
    const usage = { promptTokens: 32, completionTokens: 5, cachedTokens: null, reasoningTokens: 2, totalTokens: null }
    expect(recomputeAs('aiperf', [{ ...record, usage }]).output_token_count).toMatchObject({ avg: 3 })
  })
})

describe('by the rules of GuideLLM', () => {
  test('the wait for the first token is inside the time per output token', () => {
    expect(recomputeAs('guidellm', [record])).toMatchObject({
      time_per_output_token_ms: { mean: 16 },
      inter_token_latency_ms: { mean: 10 },
      request_latency: { mean: 0.1 },
    })
  })

  test('a percentile is a value of the sample', () => {
    const records = [10, 20, 30, 40].map((ttftMs, index) => aRecord({ index, ttftMs }))
    // Cumulated shares 0.25, 0.5, 0.75, 1: the first to reach 0.5 is 20, to reach 0.9 is 40.
    expect(recomputeAs('guidellm', records).time_to_first_token_ms).toMatchObject({
      median: 20,
      percentiles: { p90: 40 },
    })
  })
})

test.each(['vllm', 'sglang', 'aiperf', 'guidellm'] as const)(
  '%s figures hold no null, and none without records',
  (tool) => {
    const unverified = { ...record, tokenCountSource: 'chunks_unverified' as const }
    const text = JSON.stringify(recomputeAs(tool, [unverified, failed]))
    expect(text).not.toMatch(/null|NaN/)
    expect(JSON.stringify(recomputeAs(tool, []))).not.toMatch(/null|NaN|throughput/)
  },
)

test('warm-up is in none of them', () => {
  const warmup = { ...record, phase: 'warmup' as const, endAt: 9000 }
  for (const tool of ['vllm', 'sglang', 'aiperf', 'guidellm'] as const)
    expect(recomputeAs(tool, [warmup, record])).toEqual(recomputeAs(tool, [record]))
})
