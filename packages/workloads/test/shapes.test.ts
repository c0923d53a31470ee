import { RunPlan, type RunPlanInput } from '@sagellm-benchmark/protocol-types'
import { expect, test } from 'vitest'
import { planRequests } from '../src/index.js'
import { lengthsFromJson, promptTextOf, scenarioNamed, scenarioOfFile, scenarios } from '../src/scenarios/index.js'
import { bytePairTokenizer } from './support/tokenizers.js'

const tokenizer = bytePairTokenizer()
const whole = { workload: 'W', phase: 'measured', round: 0 } as const

function planOf(own: object, target: RunPlanInput['target'] = { kind: 'cpu' }) {
  const load = { kind: 'closed', concurrency: 2 }
  const base = { name: 'W', source: 'short_qa', language: 'en', promptTokens: 60, outputTokens: 20, requests: 40, load }
  return RunPlan.parse({ target, seed: 4, workloads: [{ ...base, ...own }] })
}

test('drawn lengths are built to, and a seed repeats them', () => {
  const plan = planOf({
    lengths: {
      prompt: { kind: 'uniform', mean: 60, rangeRatio: 0.5 },
      output: { kind: 'normal', mean: 20, stddev: 4 },
    },
  })
  const requests = [...planRequests(plan, whole, { tokenizer })]
  expect(requests).toEqual([...planRequests(plan, whole, { tokenizer })])
  for (const { requestedPromptTokens: asked, intendedPromptTokens: built } of requests) {
    expect(asked).toBeGreaterThanOrEqual(30)
    expect(asked).toBeLessThanOrEqual(90)
    expect(built).toBe(asked)
  }
  expect(new Set(requests.map(({ request }) => request.maxTokens)).size).toBeGreaterThan(3)
})

test('longer draws than the context window leaves are cut to it', () => {
  const lengths = { prompt: { kind: 'fixed', tokens: 80 }, output: null, promptAtMost: 50 }
  for (const each of planRequests(planOf({ lengths, requests: 3 }), whole, { tokenizer }))
    expect(each.requestedPromptTokens).toBe(50)
})

test('a mix has its weights, its own lengths and its own fields of the body', () => {
  const mix = [
    { name: 'chat', weight: 3, extraBody: { priority: 0 } },
    {
      name: 'code',
      weight: 1,
      source: 'code_generation',
      promptTokens: 40,
      outputTokens: 5,
      extraBody: { model: 'adapter' },
    },
  ]
  const requests = [...planRequests(planOf({ mix, requests: 400, extraBody: { user: 'us' } }), whole, { tokenizer })]
  const code = requests.filter(({ part }) => part === 'code')
  // 400 draws of a quarter: the standard deviation is sqrt(400 * 0.25 * 0.75) = 8.7; six of them.
  expect(Math.abs(code.length - 100)).toBeLessThan(52)
  expect(code[0]).toMatchObject({
    requestedPromptTokens: 40,
    request: { maxTokens: 5, extraBody: { user: 'us', model: 'adapter' } },
  })
  expect(requests.find(({ part }) => part === 'chat')).toMatchObject({
    requestedPromptTokens: 60,
    request: { extraBody: { user: 'us', priority: 0 } },
  })
})

test('parts that take turns come one after the other, and two of one name are refused', () => {
  const mix = ['a', 'b', 'c'].map((name) => ({ name, extraBody: { model: name } }))
  const plan = planOf({ mix, mixOrder: 'turns', requests: 6 })
  expect([...planRequests(plan, whole, { tokenizer })].map(({ part }) => part).join('')).toBe('abcabc')
  const twice = planOf({ mix: [...mix, { name: 'a' }] })
  expect(() => [...planRequests(twice, whole, { tokenizer })]).toThrow(/mix of W/)
})

test('a share of the requests is cancelled, and none of the warm-up', () => {
  const plan = planOf({ cancel: { share: 0.5, afterTokens: 3 }, requests: 200 })
  const cancelled = [...planRequests(plan, whole, { tokenizer })].filter(({ cancel }) => cancel)
  // sqrt(200 * 0.25) = 7.1; six of them.
  expect(Math.abs(cancelled.length - 100)).toBeLessThan(43)
  expect(cancelled[0]?.cancel).toEqual({ afterMs: null, afterTokens: 3 })
  for (const each of planRequests(plan, { ...whole, phase: 'warmup', count: 9 }, { tokenizer }))
    expect(each.cancel).toBeNull()
  expect(() => planOf({ cancel: { share: 0.5 } })).toThrow(/say when/)
})

test('random tokens encode to exactly the asked length again, as text and as ids', () => {
  for (const each of planRequests(planOf({ source: 'random_tokens', requests: 10 }), whole, { tokenizer })) {
    const { input } = each.request
    expect(tokenizer.encode(input.kind === 'messages' ? String(input.messages[0]?.content) : '')).toHaveLength(60)
    expect(each.intendedPromptTokens).toBe(60)
  }
  const completions = { kind: 'endpoint', url: 'http://127.0.0.1', api: 'completions' } as const
  const ids = planOf({ source: 'random_tokens', sourceOptions: { as: 'ids' }, requests: 3 }, completions)
  for (const { request } of planRequests(ids, whole, { tokenizer }))
    expect(request.input).toMatchObject({ kind: 'tokens', tokenIds: { length: 60 } })
  expect(() => [...planRequests(planOf({ source: 'random_tokens' }), whole)]).toThrow(/no tokenizer/)
})

test('what kind of text a workload sends is told from its sources', () => {
  const [own] = planOf({}).workloads
  const [random] = planOf({ mix: [{ name: 'a' }, { name: 'b', source: 'random' }] }).workloads
  expect([own, random].map((each) => each && promptTextOf(each))).toEqual([['composed'], ['composed', 'random']])
})

test('a histogram and a data set of ServeGen are read as lengths, and anything else is refused by name', () => {
  expect(lengthsFromJson({ prompt: [{ from: 1, to: 9, weight: 2 }], output: { 64: 10, 0: 5 } }, 'h.json')).toEqual({
    prompt: { kind: 'histogram', bins: [{ from: 1, to: 9, weight: 2 }] },
    output: { kind: 'histogram', bins: [{ from: 64, to: 64, weight: 10 }] },
  })
  const window = { input_tokens: '{12: 0.5, 80: 0.5}', output_tokens: '{7: 1.0}' }
  const read = lengthsFromJson({ 0: window, 600: { ...window, input_tokens: '{12: 1}' } }, 's.json')
  expect(read.prompt).toMatchObject({
    bins: [
      { from: 12, weight: 1.5 },
      { from: 80, weight: 0.5 },
    ],
  })
  expect(() => lengthsFromJson({ 0: { ...window, input_tokens: '{a: 1}' } }, 's.json')).toThrow(/window 0 of s.json/)
  expect(() => lengthsFromJson([], 'x.json')).toThrow(/x.json holds no lengths/)
})

// A change of a plan without a new version would hold different loads against each other under one name.
test.each(scenarios.map((each) => [each.name, each] as const))(
  '%s is the plan that its version always was',
  (_name, scenario) => {
    expect(scenario).toMatchSnapshot()
  },
)

test('an unknown scenario is answered with those there are', () => {
  expect(() => scenarioNamed('chess')).toThrow(expect.objectContaining({ hint: expect.stringContaining('rag') }))
})

const file = (name: string, defaults: object, benchmark_type = 'serve') => ({
  scenarios: [{ name, benchmark_type, defaults }],
})

test('a scenario of a file fixes the flags of vllm bench', () => {
  const defaults = {
    dataset_name: 'random',
    input_len: 1024,
    output_len: 256,
    num_prompts: 200,
    max_concurrency: 16,
    logprobs: 5,
    num_warmups: 3,
  }
  expect(scenarioOfFile(file('kv', defaults), { path: 'o.json', name: 'kv' })).toMatchObject({
    api: 'completions',
    warmup: 3,
    workload: {
      source: 'random',
      promptTokens: 1024,
      outputTokens: 256,
      requests: 200,
      load: { kind: 'closed', concurrency: 16 },
      extraBody: { logprobs: 5 },
      sampling: { ignoreEos: false, stream: true },
    },
  })
  expect(scenarioOfFile(file('r', { request_rate: 4 }), { path: 'o.json', name: 'r' }).workload.load).toMatchObject({
    kind: 'poisson',
    rateRps: 4,
  })
  expect(
    scenarioOfFile(file('t', { num_prompts: 9 }, 'throughput'), { path: 'o.json', name: 't' }).workload.load,
  ).toEqual({ kind: 'batch', size: 9 })
})

test('what a file asks for and is not at hand is refused by name', () => {
  const read = (defaults: object) => () => scenarioOfFile(file('x', defaults), { path: 'o.json', name: 'x' })
  expect(read({ speculative: 3 })).toThrow('o.json, scenario x: field speculative is not known')
  expect(read({ dataset_name: 'hf', dataset_path: 'likaixin/InstructCoder' })).toThrow(/InstructCoder/)
  expect(read({ dataset_name: 'prefix_repetition' })().workload).toMatchObject({
    source: 'prefix_repetition',
    sourceOptions: { prefixes: 10, prefixTokens: 256 },
    promptTokens: 512,
  })
  expect(() => scenarioOfFile([], { path: 'o.json', name: 'x' })).toThrow(/o.json/)
})
