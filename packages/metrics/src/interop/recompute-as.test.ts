import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { describe, expect, test } from 'vitest'
import { createRecomputation, recomputeAs } from './recompute-as.js'

const tools = ['vllm', 'sglang', 'aiperf', 'guidellm'] as const

// 5 tokens: first after 40 ms, then one every 10 ms; [DONE] 20 ms after the last.
const record = aRecord({ endAt: 100, headersAt: 39.5 })
const failed = aRecord({
  index: 1,
  startAt: 5,
  tokenAt: [],
  errorClass: 'server_error',
  errorMessage: 'out of memory',
  endAt: 200,
})
/** Role at 10 ms, text from 40 to 80, finish at 95, [DONE] at 120. */
const real = aRecord({ firstChoiceAt: 10, otherChunkAt: [10, 95], headersAt: 9, endAt: 120 })
/** The same, cut in good order after its third token; from 300 ms on. */
const cut = aRecord({
  index: 2,
  startAt: 300,
  firstChoiceAt: 310,
  otherChunkAt: [310],
  tokenAt: [340, 350, 360],
  endAt: 365,
  outputTokens: 3,
  tokenCountSource: 'tokenizer',
  errorClass: 'stream_cut_short',
})

describe('by the rules of vLLM', () => {
  const prompt = { ...record, endAt: 80.5 }

  test('the window holds failures, and lists have one entry a request with 0 for a failure', () => {
    expect(recomputeAs('vllm', [failed, prompt])).toMatchObject({
      completed: 1,
      failed: 1,
      duration: 0.2,
      request_throughput: 5,
      output_throughput: 25,
      total_token_throughput: (32 + 5) / 0.2,
      ttfts: [0.04, 0],
      latencies: [0.08, 0],
      input_lens: [32, 32],
      output_lens: [5, 0],
      start_times: [0, 0.005],
      queue_times: [0, 0],
      errors: ['', 'out of memory'],
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

  test('TTFT is to the role, the end at the finish, and gaps run between all chunks', () => {
    // Gaps 30, 10, 10, 10, 10, 15.
    expect(recomputeAs('vllm', [real])).toMatchObject({
      mean_ttft_ms: 10,
      mean_e2el_ms: 95,
      mean_tpot_ms: (95 - 10) / 4,
      mean_itl_ms: 85 / 6,
      median_itl_ms: 10,
      itls: [[0.03, 0.01, 0.01, 0.01, 0.01, 0.015]],
      max_output_tokens_per_s: 7,
      max_concurrent_requests: 1,
    })
  })

  test('a cut stream is a success that ends with its last chunk', () => {
    const both = createRecomputation('vllm')
    for (const each of [real, cut]) both.add(each)
    expect(both.figures()).toMatchObject({ completed: 2, failed: 0, total_output_tokens: 8, latencies: [0.095, 0.06] })
    expect(both.ours()).toEqual({ completed: 1, failed: 1, cancelledByRun: 0 })
    expect(both.notes()).toEqual([
      expect.stringContaining('vLLM counts 2 of these 2 requests as successful'),
      expect.stringContaining('would give a mean of 40.000 ms'),
    ])
  })
})

describe('by the rules of SGLang', () => {
  test('TTFT is to the first text, and everything else runs to [DONE]', () => {
    expect(recomputeAs('sglang', [real, failed])).toMatchObject({
      completed: 1,
      duration: 0.2,
      mean_ttft_ms: 40,
      mean_tpot_ms: (120 - 40) / 4,
      mean_e2e_latency_ms: 120,
      mean_itl_ms: 10,
      concurrency: 0.12 / 0.2,
      ttfts: [0.04, 0],
      output_lens: [5, 0],
    })
  })

  test('without a usage the length is the one that was asked for', () => {
    expect(recomputeAs('sglang', [{ ...real, requestedOutputTokens: 9 }])).toMatchObject({
      total_output_tokens: 9,
      mean_tpot_ms: (120 - 40) / 8,
    })
  })

  test('the peak is the most requests that touched one second', () => {
    const [early, late] = [aRecord({ endAt: 100 }), aRecord({ startAt: 800, endAt: 900 })]
    expect(recomputeAs('sglang', [early, late]).max_concurrent_requests).toBe(2)
  })

  test('what a connection of its own would have cost is reported', () => {
    const notesOf = (connectionReused: boolean) => {
      const one = createRecomputation('sglang')
      one.add({ ...real, connectionReused })
      return one.notes().join()
    }
    expect(notesOf(true)).toContain('opens a connection for every request')
    expect(notesOf(false)).toBe('')
  })
})

describe('by the rules of AIPerf', () => {
  const figures = recomputeAs('aiperf', [real, failed])

  test('latencies end with the last text, and throughput per user is the reciprocal of the time between tokens', () => {
    expect(figures.request_latency).toMatchObject({ unit: 'ms', avg: 80 })
    expect(figures.inter_token_latency).toMatchObject({ unit: 'ms', avg: 10, p50: 10, std: 0, count: 1 })
    expect(figures.time_to_second_token).toMatchObject({ avg: 10 })
    expect(figures.output_token_throughput_per_user).toMatchObject({ avg: 100 })
    expect(figures.e2e_output_token_throughput).toMatchObject({ avg: 62.5 })
  })

  test('the benchmark ends with the last text of a success, whatever came after it', () => {
    expect(figures.benchmark_duration).toEqual({ unit: 'sec', avg: 0.08 })
    expect(figures.output_token_throughput).toEqual({ unit: 'tokens/sec', avg: 62.5 })
    expect(figures.error_request_count).toEqual({ unit: 'requests', avg: 1 })
  })

  test('an answer in one chunk has 0 between its tokens, and no throughput per user', () => {
    const one = recomputeAs('aiperf', [aRecord({ outputTokens: 5, tokenAt: [40], endAt: 60 })])
    expect(one.inter_token_latency).toMatchObject({ avg: 0, count: 1 })
    expect(one).not.toHaveProperty('output_token_throughput_per_user')
  })

  test('a finish chunk that counts as a step of ours is no content there', () => {
    const eos = aRecord({ outputTokens: 3, tokenAt: [40, 50, 70], chunkCount: 2, flags: ['eos_step'] })
    expect(recomputeAs('aiperf', [eos]).request_latency).toMatchObject({ avg: 50 })
  })

  test('tokens without reasoning are left out where the server did not tell them', () => {
    expect(figures).not.toHaveProperty('output_token_count')
    const usage = { promptTokens: 32, completionTokens: 5, cachedTokens: null, reasoningTokens: 2, totalTokens: null }
    expect(recomputeAs('aiperf', [{ ...record, usage }]).output_token_count).toMatchObject({ avg: 3 })
  })
})

describe('by the rules of GuideLLM', () => {
  test('the wait for the first token is inside the time per output token, and a request lasts until [DONE]', () => {
    expect(recomputeAs('guidellm', [real])).toMatchObject({
      time_per_output_token_ms: { mean: 16, count: 5 },
      inter_token_latency_ms: { mean: 10, count: 4 },
      request_latency: { mean: 0.12, count: 1 },
    })
  })

  test('times per token weigh a request by its tokens', () => {
    // 2 tokens, 20 ms apart, beside 4 gaps of 10 ms.
    const slow = aRecord({ index: 1, outputTokens: 2, gapMs: 20 })
    expect(recomputeAs('guidellm', [record, slow]).inter_token_latency_ms).toMatchObject({ mean: 12, count: 5 })
  })

  test('a percentile is a value of the sample', () => {
    const records = [10, 20, 30, 40].map((ttftMs, index) => aRecord({ index, ttftMs }))
    // Cumulated shares 0.25, 0.5, 0.75, 1: the first to reach 0.5 is 20, to reach 0.9 is 40.
    expect(recomputeAs('guidellm', records).time_to_first_token_ms).toMatchObject({
      median: 20,
      percentiles: { p90: 40 },
    })
  })

  test('rates are spread over the window, and requests in flight over its time', () => {
    // Ends at 1 and 2 s of a window of 2 s: each end stands for half of the way to its neighbours.
    const records = [aRecord({ endAt: 1000 }), aRecord({ index: 1, startAt: 1000, endAt: 2000 })]
    const figures = recomputeAs('guidellm', records)
    // 0 for .5 s, then 1 in 1 s, then 1 in .5 s.
    expect(figures.requests_per_second).toMatchObject({ mean: 1, min: 0, max: 2, count: 2 })
    expect(figures.request_concurrency).toMatchObject({ mean: 1, max: 1 })
  })

  test('what the run cut off is incomplete, and neither good nor bad', () => {
    const off = { ...failed, errorClass: 'cancelled_by_run' as const }
    const serviceLevels = [{ metric: 'ttft_ms' as const, maxMs: 50 }]
    expect(recomputeAs('guidellm', [real, failed, off], { serviceLevels })).toMatchObject({
      request_totals: { successful: 1, incomplete: 1, errored: 1, total: 3 },
      slo_attainment: 0.5,
    })
  })
})

describe('goodput', () => {
  const oneToken = aRecord({ index: 3, outputTokens: 1, firstChoiceAt: 40, otherChunkAt: [], endAt: 41 })
  const serviceLevels = [
    { metric: 'ttft_ms' as const, maxMs: 50 },
    { metric: 'tbt_ms' as const, maxMs: 30 },
  ]
  const figures = (tool: (typeof tools)[number]) => recomputeAs(tool, [real, oneToken], { serviceLevels })

  test('an answer of one token meets any limit between tokens in vLLM and SGLang, and none in AIPerf', () => {
    expect(figures('vllm').request_goodput).toBeCloseTo(2 / 0.12, 9)
    expect(figures('sglang').request_goodput).toBeCloseTo(2 / 0.12, 9)
    expect(figures('aiperf').good_request_count).toMatchObject({ avg: 1 })
    expect(figures('guidellm').slo_determined_requests).toBe(1)
  })

  test('a limit from the schedule is none of theirs: no goodput, and a note says so', () => {
    const recomputation = createRecomputation('vllm', {
      serviceLevels: [{ metric: 'ttft_from_schedule_ms', maxMs: 50 }],
    })
    recomputation.add(real)
    expect(recomputation.figures()).not.toHaveProperty('request_goodput')
    expect(recomputation.notes().join()).toContain('no goodput')
  })
})

test.each(tools)('%s figures hold no null, and no latency without records', (tool) => {
  const unverified = { ...record, tokenCountSource: 'chunks_unverified' as const }
  expect(JSON.stringify(recomputeAs(tool, [unverified, failed]))).not.toMatch(/null|NaN/)
  expect(JSON.stringify(recomputeAs(tool, []))).not.toMatch(/null|NaN|mean|p99/)
})

test('warm-up is in none of them', () => {
  const warmup = { ...record, phase: 'warmup' as const, endAt: 9000 }
  for (const tool of tools) expect(recomputeAs(tool, [warmup, record])).toEqual(recomputeAs(tool, [record]))
})
