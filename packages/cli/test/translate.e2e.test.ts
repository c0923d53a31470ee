import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { GenerationRequest, ServedEngine } from '@sagellm-benchmark/protocol-types/engine'
import { createReferenceEngine, type EngineServer, startEngineServer } from '@sagellm-benchmark/reference-engine'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { translate } from '../src/coming-from/translate/translate.js'
import { readRecords } from './support/read-records.js'
import { runInProcess } from './support/run-in-process.js'

// One line of each tool's quick start, in little, and of its replay of a trace, against the reference engine: what the engine was asked
// for, request by request, is the load that the other tool's line means.

const engine = createReferenceEngine({ decodeStepMs: 1 })
const seen: { readonly id: string; readonly request: GenerationRequest; readonly promptTokens: number }[] = []
let inFlight = 0
let mostInFlight = 0
/** The engine, which notes every request as it gets it. */
const watched: ServedEngine = {
  ...engine,
  async *generate(request, options) {
    seen.push({ id: options.requestId, request, promptTokens: engine.countPromptTokens(request) })
    inFlight += 1
    mostInFlight = Math.max(mostInFlight, inFlight)
    try {
      yield* engine.generate(request, options)
    } finally {
      inFlight -= 1
    }
  },
}

let server: EngineServer
let cwd: string
beforeAll(async () => {
  server = await startEngineServer({ engine: watched, dialect: 'vllm' })
  cwd = await mkdtemp(join(tmpdir(), 'sagellm-translate-'))
  vi.stubEnv('XDG_CACHE_HOME', join(cwd, 'cache'))
  const row = (at: number, tokens: number, ids: readonly number[]) =>
    JSON.stringify({ timestamp: at, input_length: tokens, output_length: 4, hash_ids: ids })
  const rows = [row(1000, 32, [1, 2]), row(1050, 30, [1, 3]), row(1150, 40, [1, 2, 4])]
  await writeFile(join(cwd, 'trace.jsonl'), `${rows.join('\n')}\n`)
})
beforeEach(() => {
  seen.length = 0
  mostInFlight = 0
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await server.close()
  await engine.close()
  await rm(cwd, { recursive: true, force: true })
})

type Case = {
  readonly line: string
  /** Prompt and answer of each measured request; `null` where they are drawn within the bounds. */
  readonly lengths: readonly (readonly [input: number, output: number])[]
  readonly bounds?: { readonly input: readonly [number, number]; readonly output: readonly [number, number] }
  /** Ms between the times at which requests are due; `null` where they are drawn, or follow from the answers. */
  readonly gaps: readonly number[] | null
  readonly load: object
  readonly atMost?: number
  readonly warmup?: number
  readonly asked?: Partial<GenerationRequest>
  readonly seed?: number
  readonly api: 'chat' | 'completions'
}

const alike = (requests: number, input: number, output: number) =>
  Array.from({ length: requests }, () => [input, output] as const)
const trace = [[32, 4] as const, [30, 4] as const, [40, 4] as const]

const cases: Case[] = [
  {
    line: 'vllm bench serve --backend openai-chat --host HOST --port PORT --endpoint /v1/chat/completions --dataset-name random --random-input-len 40 --random-output-len 6 --num-prompts 8 --request-rate 100 --max-concurrency 4 --seed 3',
    load: { kind: 'poisson', rate_rps: 100, max_concurrency: 4 },
    lengths: alike(8, 40, 6),
    gaps: null,
    atMost: 4,
    seed: 3,
    asked: { ignoreEos: true, stream: true, temperature: 0 },
    api: 'chat',
  },
  {
    line: 'vllm bench serve --base-url http://HOST:PORT --dataset-name timed_trace --dataset-path trace.jsonl --timed-trace-sec-multiplier 0.001 --timed-trace-chunk-hash-size 16 --ignore-eos',
    load: { kind: 'trace', time_scale: 1 },
    lengths: trace,
    gaps: [50, 100],
    seed: 0,
    api: 'completions',
  },
  {
    line: 'python3 -m sglang.bench_serving --backend sglang-oai --base-url http://HOST:PORT --dataset-name random --random-input-len 40 --random-output-len 5 --random-range-ratio 0.5 --num-prompts 6 --max-concurrency 3',
    load: { kind: 'closed', concurrency: 3 },
    lengths: alike(6, 40, 5),
    bounds: { input: [20, 40], output: [2, 5] },
    gaps: null,
    atMost: 3,
    warmup: 1,
    seed: 1,
    asked: { ignoreEos: true },
    api: 'completions',
  },
  {
    line: 'python3 -m sglang.bench_serving --backend vllm --base-url http://HOST:PORT --dataset-name mooncake --dataset-path trace.jsonl --use-trace-timestamps --mooncake-slowdown-factor 2 --num-prompts 3 --warmup-requests 0',
    load: { kind: 'trace', time_scale: 2 },
    lengths: trace,
    gaps: [100, 200],
    seed: 1,
    api: 'completions',
  },
  {
    line: 'sglang-bench --backend vllm-chat --base-url http://HOST:PORT --dataset-name random --random-input-len 32 --random-output-len 4 --random-range-ratio 1 --num-prompts 5 --request-rate inf --warmup-requests 0',
    load: { kind: 'batch', size: 5 },
    lengths: alike(5, 32, 4),
    gaps: [0, 0, 0, 0],
    seed: 1,
    api: 'chat',
  },
  {
    line: 'aiperf profile --model reference-tiny --url HOST:PORT --endpoint-type chat --streaming --concurrency 2 --request-count 6 --isl 40 --osl 5 --extra-inputs ignore_eos:true temperature:0.5 --random-seed 9',
    load: { kind: 'closed', concurrency: 2 },
    lengths: alike(6, 40, 5),
    gaps: null,
    atMost: 2,
    seed: 9,
    asked: { ignoreEos: true, stream: true },
    api: 'chat',
  },
  {
    line: 'aiperf profile -u HOST:PORT --endpoint-type completions --input-file trace.jsonl --custom-dataset-type mooncake_trace --isl-block-size 16 --fixed-schedule-auto-offset',
    load: { kind: 'trace', time_scale: 1 },
    lengths: trace,
    gaps: [50, 100],
    asked: { stream: false, ignoreEos: false },
    api: 'completions',
  },
  {
    line: 'guidellm run --backend kind=openai_http,target=http://HOST:PORT --profile kind=constant,rate=100 --data kind=synthetic_text,prompt_tokens=40,output_tokens=5 --constraint kind=max_requests,count=6 --seed kind=static,value=7',
    load: { kind: 'constant', rate_rps: 100 },
    lengths: alike(6, 40, 5),
    gaps: [10, 10, 10, 10, 10],
    seed: 7,
    asked: { ignoreEos: true },
    api: 'chat',
  },
  {
    line: 'evalscope perf --url http://HOST:PORT/v1/chat/completions --api openai --parallel 2 --number 6 --dataset random --min-prompt-length 30 --max-prompt-length 40 --min-tokens 5 --max-tokens 5',
    load: { kind: 'closed', concurrency: 2 },
    lengths: alike(6, 40, 5),
    bounds: { input: [30, 40], output: [5, 5] },
    gaps: null,
    atMost: 2,
    seed: 42,
    api: 'chat',
  },
  {
    line: 'inference-perf --server.type vllm --server.base_url http://HOST:PORT --data.type random --data.input_distribution.mean 40 --data.input_distribution.std_dev 5 --data.input_distribution.min 30 --data.input_distribution.max 50 --data.output_distribution.type fixed --data.output_distribution.mean 4 --load.type constant --load.stages [{"rate":100,"duration":0.05}] --api.streaming true',
    load: { kind: 'constant', rate_rps: 100 },
    lengths: alike(5, 40, 4),
    bounds: { input: [30, 50], output: [4, 4] },
    gaps: [10, 10, 10, 10],
    asked: { ignoreEos: true, stream: true },
    api: 'completions',
  },
]

test.each(cases.map((each, at) => [each.line.replace(/ (--|-u).*/, ''), at, each] as const))(
  '%s (%i): the engine sees the load that the line means',
  async (_name, at, { line, lengths, bounds, gaps, load, atMost, warmup = 0, asked = {}, seed, api }) => {
    const { hostname, port } = new URL(server.url)
    const { words, notes } = translate(line.replace('HOST', hostname).replace('PORT', port).split(' '))
    expect(notes).toEqual([])
    const output = `run-${at}`
    const { code, stderr } = await runInProcess([...words, '--quiet', '--no-ready-check', '--output', output], { cwd })
    expect(code, stderr).toBe(0)

    expect(seen).toHaveLength(warmup + lengths.length)
    const measured = seen.slice(warmup)
    if (bounds === undefined) {
      expect(measured.map(({ request, promptTokens }) => [promptTokens, request.maxTokens])).toEqual(lengths)
    } else {
      const within = (value: number, [low, high]: readonly [number, number]) => value >= low && value <= high
      for (const { request, promptTokens } of measured)
        expect([within(promptTokens, bounds.input), within(request.maxTokens, bounds.output)]).toEqual([true, true])
      expect(new Set(measured.map(({ promptTokens }) => promptTokens)).size).toBeGreaterThan(1)
    }
    for (const { request } of measured) expect(request).toMatchObject(asked)
    expect(mostInFlight).toBeLessThanOrEqual(atMost ?? lengths.length)

    const records = (await readRecords(join(cwd, output))).filter(({ phase }) => phase !== 'warmup')
    const due = records.map(({ scheduled_at }) => scheduled_at).toSorted((a, b) => a - b)
    const between = due.slice(1).map((time, next) => Number((time - (due[next] as number)).toFixed(3)))
    if (gaps) expect(between).toEqual(gaps)
    const { plan } = JSON.parse(await readFile(join(cwd, output, 'config.json'), 'utf8'))
    expect(plan).toMatchObject({ target: { api }, workloads: [{ load }] })
    expect(plan.seed_drawn).toBe(seed === undefined)
    if (seed !== undefined) expect(plan.seed).toBe(seed)
  },
)

test('a list of loads is a sweep, and a search under limits one for a capacity, of the requests that the line means', async () => {
  const { hostname, port } = new URL(server.url)
  const line = `aiperf profile --url ${hostname}:${port} --endpoint-type chat --streaming --isl 40 --osl 5 --extra-inputs ignore_eos:true`
  const quiet = ['--quiet', '--no-ready-check', '--no-calibration', '--load-threads', '0']
  const asked = () => new Set(seen.map(({ request, promptTokens }) => `${promptTokens} ${request.maxTokens}`))
  const swept = translate(`${line} --concurrency 1,3 --request-count 9`.split(' '))
  await runInProcess([...swept.words, ...quiet, '--anchors', '0', '--output', 'swept'], { cwd })
  expect([seen.length, mostInFlight, asked()]).toEqual([18, 3, new Set(['40 5'])])

  seen.length = 0
  mostInFlight = 0
  const recipe = '--search-recipe max-concurrency-under-sla --ttft-sla-ms 60000'
  const { words, notes } = translate(`${line} ${recipe}`.split(' '))
  expect(notes).toEqual([])
  const bounds = ['--between', '1..4', '--budget', '20s', '--precision', '300%']
  const range = words.indexOf('--between')
  const search = [...words.slice(0, range), ...words.slice(range + 2)]
  expect(words[range + 1]).toBe('1..1000')
  const { code, stderr } = await runInProcess([...search, ...quiet, ...bounds, '--output', 'found'], { cwd })
  expect([0, 1, 3], stderr).toContain(code)
  expect(asked()).toEqual(new Set(['40 5']))
  expect(mostInFlight).toBeLessThanOrEqual(4)
  const found = JSON.parse(await readFile(join(cwd, 'found', 'capacity.json'), 'utf8'))
  expect(found.question).toMatchObject({ by: 'concurrency', slo: ['ttft.p95<60000ms'] })
}, 120_000)

test('translate prints the line, and says what is not carried over', async () => {
  const words = 'translate vllm bench serve --model M --host h --num-prompts 5 --profile --save-result'.split(' ')
  const { code, stdout, stderr } = await runInProcess(words, { cwd })
  expect(code).toBe(0)
  expect(stdout).toMatch(/^sagellm-benchmark run --backend-url http:\/\/h:8000\/v1 --model M --endpoint completions /)
  expect(stdout).toContain(
    '--prompt-tokens 1024 --output-tokens 128 --num-prompts 5 --request-rate inf --seed 0 --warmup 0',
  )
  expect(stderr).toMatch(/^! --profile is left out/)
})

test('a line of no tool is refused, and none at all is asked for with an example', async () => {
  const other = await runInProcess(['translate', 'wrk', '-t', '4'], { cwd })
  expect([other.code, other.stderr]).toEqual([
    2,
    expect.stringContaining('cannot tell whose command line this is: wrk'),
  ])
  const none = await runInProcess(['translate'], { cwd })
  expect([none.code, none.stderr]).toEqual([
    2,
    'sagellm-benchmark: translate needs the other command line, as it is; such as: sagellm-benchmark translate vllm bench serve --model M --random-input-len 512 --num-prompts 100 --request-rate 4\n',
  ])
})
