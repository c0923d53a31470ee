import { originalWorkloadFile } from '@sagellm-benchmark/protocol-types/original'
import { expect, test } from 'vitest'
import { fromOriginalWorkload, warmupOfOriginal } from './from-original-workload.js'
import { workloadTemplate } from './workload-template.js'

const read = (more: object) => originalWorkloadFile.parse({ name: 'mine', prompt: 'Say hello.', ...more }, 'w.json')

test('a name and a prompt are enough: the original’s defaults hold', () => {
  expect(fromOriginalWorkload(read({}))).toMatchObject({
    name: 'mine',
    source: 'text',
    sourceOptions: { prompt: 'Say hello.' },
    promptTokens: 64,
    outputTokens: 128,
    requests: 1,
    load: { kind: 'batch', size: 1 },
    sampling: { temperature: 0, topP: null, topK: null, stream: true },
    extraBody: {},
  })
})

test.each([
  [
    { num_requests: 10, concurrent: true },
    { kind: 'batch', size: 10 },
  ],
  [
    { num_requests: 16, concurrent: true, concurrency: 8 },
    { kind: 'closed', concurrency: 8, rampUpSeconds: 0 },
  ],
  [
    { num_requests: 16, concurrency: 2 },
    { kind: 'closed', concurrency: 2, rampUpSeconds: 0 },
  ],
  [{ num_requests: 3 }, { kind: 'batch', size: 1 }],
])('%o is the load %o', (more, load) => {
  expect(fromOriginalWorkload(read(more)).load).toEqual(load)
})

test('sampling and parameters of its own reach every request', () => {
  const plan = fromOriginalWorkload(
    read({ temperature: 0.9, top_p: 0.5, top_k: 40, repetition_penalty: 1.1, extra_params: { min_p: 0.1 } }),
  )
  expect(plan.sampling).toMatchObject({ temperature: 0.9, topP: 0.5, topK: 40 })
  expect(plan.extraBody).toEqual({ repetition_penalty: 1.1, min_p: 0.1 })
})

test('what the original let pass is refused by its field', () => {
  expect(() => read({ max_tokens: -4 })).toThrow(/field max_tokens/)
  expect(() => read({ num_requests: 0 })).toThrow(/field num_requests/)
  expect(() => read({ workload_type: 'other' })).toThrow(/field workload_type/)
})

test('a round of warm-up has as many requests as are in flight', () => {
  expect(warmupOfOriginal([read({ warmup_rounds: 2, concurrency: 8 }), read({ warmup_rounds: 3 })])).toBe(16)
})

test('the template has the shape of the original’s, and reads as a plan', () => {
  const lengths = workloadTemplate.map(({ name, promptTokens, maxTokens, numRequests }) => [
    name,
    promptTokens,
    maxTokens,
    numRequests,
  ])
  expect(lengths).toEqual([
    ['custom_short', 16, 64, 5],
    ['custom_streaming', 32, 256, 3],
    ['custom_batch', 32, 128, 16],
  ])
  expect(workloadTemplate.map(fromOriginalWorkload).map(({ load }) => load.kind)).toEqual(['batch', 'batch', 'closed'])
})
