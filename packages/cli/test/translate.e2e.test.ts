import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createReferenceEngine, type EngineServer, startEngineServer } from '@sagellm-benchmark/reference-engine'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { translate } from '../src/coming-from/translate/translate.js'
import { runInProcess } from './support/run-in-process.js'

// One line of each tool's quick start, in little, against the reference engine: what the engine was sent is the load that was asked for.

const engine = createReferenceEngine({ decodeStepMs: 1 })
let server: EngineServer
let cwd: string
beforeAll(async () => {
  server = await startEngineServer({ engine, dialect: 'vllm' })
  cwd = await mkdtemp(join(tmpdir(), 'sagellm-translate-'))
  vi.stubEnv('XDG_CACHE_HOME', join(cwd, 'cache'))
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await server.close()
  await engine.close()
  await rm(cwd, { recursive: true, force: true })
})

type Case = {
  readonly line: (address: string) => string
  readonly load: object
  readonly requests: number
  readonly lengths: readonly [input: number, output: number]
  readonly seed: number
  readonly api: string
}

const cases: Case[] = [
  {
    line: (at) =>
      `vllm bench serve --backend openai-chat --host ${at.split(':')[0]} --port ${at.split(':')[1]} --endpoint /v1/chat/completions --dataset-name random --random-input-len 40 --random-output-len 6 --num-prompts 8 --request-rate 100 --max-concurrency 4 --seed 3`,
    load: { kind: 'poisson', rate_rps: 100, max_concurrency: 4 },
    requests: 8,
    lengths: [40, 6],
    seed: 3,
    api: 'chat',
  },
  {
    line: (at) =>
      `python3 -m sglang.bench_serving --backend sglang-oai --base-url http://${at} --dataset-name random --random-input-len 40 --random-output-len 5 --random-range-ratio 1 --num-prompts 6 --max-concurrency 3`,
    load: { kind: 'closed', concurrency: 3 },
    requests: 6,
    lengths: [40, 5],
    seed: 1,
    api: 'completions',
  },
  {
    line: (at) =>
      `sglang-bench --backend vllm-chat --base-url http://${at} --dataset-name random --random-input-len 32 --random-output-len 4 --random-range-ratio 1 --num-prompts 5 --request-rate inf --warmup-requests 0`,
    load: { kind: 'batch', size: 5 },
    requests: 5,
    lengths: [32, 4],
    seed: 1,
    api: 'chat',
  },
  {
    line: (at) =>
      `aiperf profile --url ${at} --endpoint-type chat --streaming --concurrency 2 --request-count 6 --isl 40 --osl 5 --extra-inputs ignore_eos:true --random-seed 9`,
    load: { kind: 'closed', concurrency: 2 },
    requests: 6,
    lengths: [40, 5],
    seed: 9,
    api: 'chat',
  },
  {
    line: (at) =>
      `guidellm run --backend kind=openai_http,target=http://${at} --profile kind=constant,rate=100 --data kind=synthetic_text,prompt_tokens=40,output_tokens=5 --constraint kind=max_requests,count=6 --seed kind=static,value=7`,
    load: { kind: 'constant', rate_rps: 100 },
    requests: 6,
    lengths: [40, 5],
    seed: 7,
    api: 'chat',
  },
  {
    line: (at) =>
      `evalscope perf --url http://${at}/v1/chat/completions --parallel 2 --number 6 --dataset random --min-prompt-length 40 --max-prompt-length 40 --min-tokens 5 --max-tokens 5`,
    load: { kind: 'closed', concurrency: 2 },
    requests: 6,
    lengths: [40, 5],
    seed: 42,
    api: 'chat',
  },
]

test.each(cases.map((each) => [each.line('h:1').split(' --')[0], each] as const))(
  '%s: its quick start sends the same load here',
  async (name, { line, load, requests, lengths, seed, api }) => {
    const address = server.url.replace('http://', '')
    const { words, notes } = translate(line(address).split(' '))
    expect(notes).toEqual([])
    const output = (name as string).replaceAll(/\W+/g, '-')
    const { code, stderr } = await runInProcess([...words, '--quiet', '--output', output], { cwd })
    expect([code, stderr]).toEqual([0, ''])

    const { plan } = JSON.parse(await readFile(join(cwd, output, 'config.json'), 'utf8'))
    expect(plan).toMatchObject({ seed, seed_drawn: false, target: { api } })
    expect(plan.workloads).toHaveLength(1)
    expect(plan.workloads[0]).toMatchObject({ source: 'random', requests, load })
    const rows = (await readFile(join(cwd, output, 'records.jsonl'), 'utf8')).split('\n').filter(Boolean)
    const measured = rows.map((row) => JSON.parse(row)).filter(({ phase }) => phase !== 'warmup')
    expect(measured).toHaveLength(requests)
    for (const { prompt_tokens, output_tokens } of measured) expect([prompt_tokens, output_tokens]).toEqual(lengths)
  },
)

test('translate prints the line, and says what is not carried over', async () => {
  const words = 'translate vllm bench serve --model M --host h --num-prompts 5 --use-beam-search --save-result'.split(
    ' ',
  )
  const { code, stdout, stderr } = await runInProcess(words, { cwd })
  expect(code).toBe(0)
  expect(stdout).toMatch(/^sagellm-benchmark run --backend-url http:\/\/h:8000\/v1 --endpoint completions .*--model M/)
  expect(stdout).toContain(
    '--prompt-tokens 1024 --output-tokens 128 --num-prompts 5 --request-rate inf --seed 0 --warmup 0',
  )
  expect(stderr).toMatch(/^! --use-beam-search is left out/)
})

test('a line of no tool is refused', async () => {
  const { code, stderr } = await runInProcess(['translate', 'wrk', '-t', '4'], { cwd })
  expect([code, stderr]).toEqual([2, expect.stringContaining('cannot tell whose command line this is: wrk')])
})
