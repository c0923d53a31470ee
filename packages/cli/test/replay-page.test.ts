import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createReferenceEngine, type EngineServer, startEngineServer } from '@sagellm-benchmark/reference-engine'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { documentedCommands } from './support/documented-commands.js'
import { runInProcess } from './support/run-in-process.js'

const page = await readFile(resolve(import.meta.dirname, '../../../docs/replay.md'), 'utf8')
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, text]) => text as string)
const [rows] = blocks('json') as [string]
const [before, after] = blocks('text') as [string, string]

const engine = createReferenceEngine({ decodeStepMs: 0.1, prefillTokensPerSecond: 1e7, noiseCv: 0 })
let server: EngineServer
let cwd: string
beforeAll(async () => {
  server = await startEngineServer({ engine, dialect: 'vllm', reportCachedTokens: true })
  cwd = await mkdtemp(join(tmpdir(), 'replay-page-'))
  await writeFile(join(cwd, 'mooncake.jsonl'), rows)
})
afterAll(async () => {
  await server.close()
  await engine.close()
  await rm(cwd, { recursive: true, force: true })
})

const run = (words: readonly string[], ...more: string[]) =>
  runInProcess([...words.map((word) => (word.startsWith('http://') ? `${server.url}/v1` : word)), '--quiet', ...more], {
    cwd,
    env: { XDG_CACHE_HOME: join(cwd, 'cache') },
  })

/** How late requests are depends on the machine, and so does the verdict. */
const steady = (text: string) =>
  text
    .trim()
    .split('\n')
    .filter((line) => !/^(Arrivals|Fidelity|─)/.test(line))
    .map((line) => line.replace(/ {2,}/g, ' | ').trim())

describe('the example of docs/replay.md', () => {
  test('is what the program says of its four requests, but for how late they are', async () => {
    const example = (await documentedCommands()).find((each) => each.file === 'docs/replay.md')
    const { stdout, stderr } = await run(example?.words ?? [])
    expect(stderr.split('\n')).toEqual(expect.arrayContaining(before.trim().split('\n')))
    expect(stdout).toMatch(/^Fidelity of the replay: trace is (valid|invalid)$/m)
    expect(stdout).toMatch(/^Arrivals, ms late +0 +– +p50 \d+\.\d\d +p99 \d+\.\d\d, max \d+\.\d\d$/m)
    const printed = steady(stdout)
    for (const line of steady(after)) expect(printed).toContain(line)
  })

  test('is refused where its last arrival is days off, and replayed up to there with --duration', async () => {
    await writeFile(join(cwd, 'far.jsonl'), rows.replace('1600', String(25 * 86_400_000)))
    const words = ['run', '--backend-url', 'http://x', '--endpoint', 'completions', '--trace', 'far.jsonl']
    const refused = await run(words)
    expect(refused.code).toBe(2)
    expect(refused.stderr).toMatch(/the last request of trace is due after 25 days, beyond the limit of 1 day/)
    expect(refused.stderr).toMatch(/--trace-duration.*--max-minutes 36000/s)

    const allowed = await run([...words, '--max-minutes', '0.5', '--num-prompts', '3'])
    expect(allowed.stderr).toContain('The replay of trace takes 0.9 s to its last request.')
    const ended = await run(words, '--warmup', '0', '--duration', '2', '--num-prompts', '4')
    expect(ended.stderr).toContain('is ended after 2 s: 3 of its 4 requests are due by then, the others are not sent')
  })
})

describe('a data set', () => {
  const prompts = ['What is a queue?', 'What is a queue, and what is it for in an engine that answers many people?']
  const words = ['run', '--backend-url', 'http://x', '--dataset', 'file', '--dataset-path', 'prompts.jsonl']

  test('begins anew with --dataset-repeat, passes prompts over by their length, and is held against its own lengths', async () => {
    const line = (prompt: string) => `${JSON.stringify({ prompt, output_tokens: 3 })}\n`
    await writeFile(join(cwd, 'prompts.jsonl'), prompts.map(line).join(''))
    const load = ['--concurrency', '1', '--num-prompts', '4', '--output', 'set']
    const few = await run([...words, ...load])
    expect([few.code, few.stderr]).toEqual([2, expect.stringContaining('has 2 usable prompts')])

    const { code } = await run([...words, ...load, '--dataset-repeat', '--max-prompt-tokens', '20'])
    expect(code).toBe(0)
    const { metrics } = JSON.parse(await readFile(join(cwd, 'set', 'custom_metrics.json'), 'utf8'))
    expect(metrics.fidelity).toMatchObject({ verdict: 'valid', requests_asked: 4, arrivals: null, prefixes: null })
    expect(metrics.fidelity.input).toMatchObject({ asked: null, compared: 4, exact: 4 })
    expect(metrics.fidelity.output.asked).toBe(3)

    await run([...words, ...load, '--dataset-repeat', '--dataset-outputs', 'workload', '--osl', '5'])
    const again = JSON.parse(await readFile(join(cwd, 'set', 'custom_metrics.json'), 'utf8'))
    expect(again.metrics.fidelity.output.asked).toBe(5)
  })
})
