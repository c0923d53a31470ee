import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createReferenceEngine, type EngineServer, startEngineServer } from '@sagellm-benchmark/reference-engine'
import { readTraceFile } from '@sagellm-benchmark/suite/files'
import { traceFormats } from '@sagellm-benchmark/workloads/traces'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FormatFile, writeFormatFiles } from './support/format-files.js'
import { readRecords } from './support/read-records.js'
import { runInProcess } from './support/run-in-process.js'

const engine = createReferenceEngine({ decodeStepMs: 1 })
let server: EngineServer
let cwd: string
let files: ReadonlyMap<string, FormatFile>

beforeAll(async () => {
  server = await startEngineServer({ engine, dialect: 'vllm' })
  cwd = await mkdtemp(join(tmpdir(), 'sagellm-formats-'))
  files = await writeFormatFiles(cwd)
})
afterAll(async () => {
  await server.close()
  await engine.close()
  await rm(cwd, { recursive: true, force: true })
})

async function replay(folder: string, ...flags: string[]) {
  const args = ['run', '--backend-url', `${server.url}/v1`, '--endpoint', 'completions', '--output', folder, '--quiet']
  const ended = await runInProcess([...args, '--warmup', '0', '--no-calibration', ...flags], { cwd })
  const measured = (await readRecords(join(cwd, folder))).filter(({ phase }) => phase === 'measured')
  return { ...ended, measured: measured.sort((a, b) => a.index - b.index) }
}

const all = traceFormats.map(({ name, times }) => [name, times ?? 'always'] as const)

test('there is a file of every format', () => {
  expect([...files.keys()].sort()).toEqual(all.map(([name]) => name).sort())
})

describe('as a data set', () => {
  test.each(all.filter(([name]) => name !== 'times'))('%s is read for its prompts and sent', async (name) => {
    const file = files.get(name) as FormatFile
    const read = await readTraceFile({ path: join(cwd, file.path), use: 'prompts', format: file.named ? name : null })
    expect(read.format).toBe(name)
    expect(read.reading.passedOver).toEqual([])
    const found = read.arrivalsMs.map((_, at) => read.request(at))
    expect(found.map(({ messages }) => messages?.at(-1)?.content ?? null)).toEqual(file.prompts)
    if (file.inputTokens) expect(found.map(({ inputTokens }) => inputTokens)).toEqual(file.inputTokens)
    if (file.outputTokens) expect(found.map(({ outputTokens }) => outputTokens)).toEqual(file.outputTokens)

    const flags = [...(file.named ? ['--dataset', name] : []), '--num-prompts', '3', '--concurrency', '1']
    const { code, stderr, measured } = await replay(`set-${name}`, '--dataset-path', file.path, ...flags)
    expect(stderr).toContain(name)
    expect(code).toBe(0)
    expect(measured).toHaveLength(3)
    if (file.inputTokens) expect(measured.map((each) => each.prompt_tokens)).toEqual(file.inputTokens)
    if (file.outputTokens) expect(measured.map((each) => each.output_tokens)).toEqual(file.outputTokens)
  })
})

describe('as a trace', () => {
  test.each(all.filter(([, times]) => times !== 'never'))('%s is replayed at its times', async (name) => {
    const file = files.get(name) as FormatFile
    const flags = [
      ...(file.named ? ['--trace-format', name] : []),
      '--time-scale',
      name === 'servegen' ? '0.0001' : '1',
    ]
    const { code, stderr, measured } = await replay(`trace-${name}`, '--trace', file.path, ...flags)
    expect(stderr).not.toContain('passed over')
    expect(code).toBe(0)
    const first = measured[0]?.scheduled_at ?? 0
    if (file.arrivalsMs) expect(measured.map((each) => Math.round(each.scheduled_at - first))).toEqual(file.arrivalsMs)
    if (file.inputTokens) expect(measured.map((each) => each.prompt_tokens)).toEqual(file.inputTokens)
    if (file.outputTokens) expect(measured.map((each) => each.output_tokens)).toEqual(file.outputTokens)
  })

  test('a data set without times is refused as a trace, with the flag to use', async () => {
    const { code, stderr } = await replay('none', '--trace', 'sharegpt.json')
    expect(code).toBe(2)
    expect(stderr).toContain('--dataset-path')
  })
})

test("a request of a folder of AIPerf's random_pool is one entry of each file, and all are drawn", async () => {
  await mkdir(join(cwd, 'pools'))
  const pool = (field: object[]) => field.map((entry) => `${JSON.stringify(entry)}\n`).join('')
  const named = (name: string, content: string) => ({ texts: [{ name, contents: [content] }] })
  const queries = ['Who are you?', 'What is new?', 'Where is it?', 'When was it?']
  const passages = ['A cat sat down.', 'A dog ran off.']
  const picture = { text: 'Seen.', image: 'a.png' }
  await writeFile(join(cwd, 'pools/a.jsonl'), pool(queries.map((text) => named('query', text))))
  await writeFile(join(cwd, 'pools/b.jsonl'), pool(passages.map((text) => ({ text }))))

  const read = await readTraceFile({ path: join(cwd, 'pools'), use: 'prompts' })
  expect(read.format).toBe('single_turn')
  const prompts = read.arrivalsMs.map((_, at) => String(read.request(at).messages?.[0]?.content).split('\n'))
  expect(prompts.map(([query]) => query).sort()).toEqual([...queries].sort())
  expect(prompts.map(([, passage]) => passage).sort()).toEqual([...passages, ...passages].sort())

  const flags = ['--dataset', 'random_pool', '--dataset-path', 'pools', '--num-prompts', '6', '--concurrency', '1']
  const { code, stderr, measured } = await replay('pool', ...flags, '--output-tokens', '4')
  expect(code, stderr).toBe(0)
  expect(measured).toHaveLength(6)

  await writeFile(join(cwd, 'pools/c.jsonl'), pool([picture]))
  await expect(readTraceFile({ path: join(cwd, 'pools'), use: 'prompts' })).rejects.toThrow(/only texts/)
})
