import { createServer, type RequestListener, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { perf, run, type Served, type ServeOptions, serveSimulated } from '@sagellm-benchmark/suite'
import { afterAll, beforeAll, expect, test } from 'vitest'

let folder: string
const open: { close(): unknown }[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'suite-counters-'))
})
afterAll(async () => {
  for (const each of open) await each.close()
  await rm(folder, { recursive: true, force: true })
})

async function served(dialect: ServeOptions['dialect'], options: ServeOptions = {}): Promise<Served> {
  const engine = await serveSimulated({ decodeStepMs: 1 }, { ...options, ...(dialect ? { dialect } : {}) })
  open.push(engine)
  return engine
}

const workload = (concurrency: number) => ({
  name: 'questions',
  source: 'short_qa',
  promptTokens: 256,
  outputTokens: 8,
  requests: 8,
  load: { kind: 'closed' as const, concurrency },
})

let runs = 0
type Measured = { readonly concurrency?: number; readonly seed?: number; readonly api?: 'chat' | 'completions' }
async function measured(url: string, { concurrency = 2, seed = 5, api = 'chat' }: Measured = {}) {
  const plan = { target: { kind: 'endpoint' as const, url, api }, workloads: [workload(concurrency)], seed }
  const outcome = await run(plan, { cwd: folder, output: `run${(runs += 1)}` })
  const report = await readFile(join(outcome.folder, 'REPORT.md'), 'utf8')
  return {
    outcome,
    report,
    metrics: outcome.workloads[0]?.metrics as NonNullable<(typeof outcome.workloads)[0]>['metrics'],
  }
}

test('a run looks at the server before and after, and everything that was sent is accounted for', async () => {
  const { metrics, report, outcome } = await measured((await served('vllm')).url, { concurrency: 4 })
  const { serverCounters: counters } = metrics
  // Eight measured requests and as many as the load has places to warm up.
  expect(counters?.checks.map(({ quantity, surplus }) => [quantity, surplus])).toEqual([
    ['requests', 0],
    ['prompt_tokens', 0],
    ['output_tokens', 0],
  ])
  expect(counters?.requests).toBeGreaterThan(8)
  expect(counters).toMatchObject({ engine: 'vllm', gaps: [], preemptions: 0, kvUsageBefore: 0 })
  expect(counters?.latencies.queue?.count).toBe(counters?.requests)
  expect(metrics.flags).not.toContain('other_traffic')
  expect(metrics.peakMemNote).toMatch(/not found on this machine|another machine|resident memory/)
  for (const title of ['What the server counted', 'Server: queue and prefill beside TTFT', 'Server: cache and batch'])
    expect(report).toContain(title)
  expect(outcome.summary.workloads['questions']?.serverCounters).toEqual(counters)
})

test('only conversations may share the tokens of a chat template', async () => {
  const { url } = await served('vllm', { reportCachedTokens: true })
  const chat = await measured(url, { seed: 8 })
  const plain = await measured(url, { seed: 9, api: 'completions' })
  expect(chat.metrics.cache).toMatchObject({ source: 'usage', intendedShare: expect.closeTo(32 / 256, 2) })
  expect(plain.metrics.cache).toMatchObject({ source: 'usage', verdict: 'clean', intendedShare: 0 })
})

test('what others send meanwhile is named as such, and takes the cache verdict away', async () => {
  const engine = await served('vllm')
  const body = { model: engine.model, prompt: 'x', max_tokens: 1 }
  const other = () =>
    fetch(`${engine.url}/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const plan = { target: { kind: 'endpoint' as const, url: engine.url }, workloads: [workload(1)], seed: 5 }
  let sent = false
  const { workloads } = await run(plan, {
    cwd: folder,
    output: 'other',
    observers: [{ onRecord: () => void (sent ||= (void other().then((answer) => answer.text()), true)) }],
  })
  const [{ metrics } = { metrics: null }] = workloads
  expect(metrics?.serverCounters?.checks[0]).toMatchObject({ verdict: 'server_more', surplus: 1 })
  expect(metrics?.flags).toContain('other_traffic')
  expect(metrics?.cache?.verdict).toBe('unknown')
})

test('counters tell of a repeated prompt where usage does not', async () => {
  const { url } = await served('vllm', { reportCachedTokens: false })
  const [first, second] = [await measured(url), await measured(url)]
  expect(first.metrics.cache).toMatchObject({ verdict: 'clean', source: 'server_counters' })
  expect(second.metrics.cache).toMatchObject({ verdict: 'contaminated', source: 'server_counters' })
  expect(second.metrics.avgPrefixHitRate).toBeGreaterThan(0.5)
  expect(second.report).toContain('CACHE CONTAMINATED')
})

test('perf says the same of its rows', async () => {
  const { url } = await served('vllm', { reportCachedTokens: false })
  const target = { kind: 'endpoint' as const, url }
  const plan = { kind: 'e2e', target, scenarios: ['short'], rounds: 2, maxOutputTokens: 4, seed: 7, batchSizes: [1] }
  const rows = []
  for (const name of ['one', 'two']) {
    const { file } = await perf(plan as never, {
      cwd: folder,
      outputJson: `${name}.json`,
      outputMarkdown: `${name}.md`,
    })
    if (file.kind === 'e2e') rows.push(...file.rows)
  }
  expect(rows.map(({ flags }) => flags.includes('cache_contaminated'))).toEqual([false, true])
  expect(rows[1]?.serverCounters?.prefixHitRate).toBeGreaterThan(0.5)
  const report = await readFile(join(folder, 'two.md'), 'utf8')
  expect(report).toContain('What the server counted')
  expect(report).toContain('CACHE CONTAMINATED')
})

test('llama.cpp’s timings stand beside what the client saw, and its version beside its name', async () => {
  const { metrics, report, outcome } = await measured((await served('llamacpp')).url)
  expect(metrics.engineFigures).toMatchObject({ requests: 8 })
  expect(metrics.engineFigures?.prefillMs.engine).toBeGreaterThan(0)
  expect(metrics.engineFigures?.tbtMs.engine).toBeGreaterThan(0)
  expect(report).toContain('Engine says / client saw')
  expect(metrics.serverCounters).toMatchObject({ engine: 'llamacpp', requests: null })
  expect(metrics.serverCounters?.tokensPerDecodeStep).toBeGreaterThan(0)
  expect(outcome.header.target.engineVersion).toEqual(expect.any(String))
})

/** A server that passes everything on but `/metrics`, which it answers itself. */
async function behind(engine: Served, metrics: RequestListener): Promise<{ url: string; asked: () => number }> {
  const target = new URL(engine.url)
  let asked = 0
  const server: Server = createServer((incoming, outgoing) => {
    if (incoming.url === '/metrics') {
      asked += 1
      return metrics(incoming, outgoing)
    }
    const { method = 'GET', headers, url: path = '/' } = incoming
    const passed = request({ host: target.hostname, port: target.port, method, headers, path }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(outgoing)
    })
    passed.on('error', () => outgoing.destroy())
    incoming.pipe(passed)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push({
    close() {
      server.closeAllConnections()
      server.close()
    },
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, asked: () => asked }
}

const big = 'vllm:num_requests_running 1\n'.repeat(500_000)

test.each<[string, RequestListener, RegExp]>([
  ['fails', (_, answer) => void answer.writeHead(500).end('no'), /status 500/],
  ['never answers', () => {}, /no whole answer within 3000 ms/],
  ['has 14 MB', (_, answer) => void answer.end(big), /larger than/],
  ['is none', (_, answer) => void answer.writeHead(404).end(), /it has no \/metrics/],
  ['is empty', (_, answer) => void answer.end(), /the engine exports none/],
  ['is a page of HTML', (_, answer) => void answer.end('<html>hello</html>'), /HTML instead of metrics/],
])('a /metrics that %s does not disturb the run, and is said once', async (_, metrics, reason) => {
  const { url, asked } = await behind(await served('openai'), metrics)
  const plan = {
    target: { kind: 'endpoint' as const, url },
    workloads: [workload(1), { ...workload(1), name: 'again' }],
    seed: 5,
  }
  const { workloads, summary } = await run(plan, { cwd: folder, output: `bad${(runs += 1)}` })
  expect(summary.overall).toMatchObject({ successfulRequests: 16, failedRequests: 0 })
  const counted = workloads.map((each) => each.metrics.serverCounters)
  expect(counted[0]?.gaps.join(' ')).toMatch(reason)
  expect(counted[0]).toMatchObject({ requests: null, prefixHitRate: null })
  expect(counted[1]).toBeNull()
  // Before and after the first workload, and never again.
  expect(asked()).toBeLessThanOrEqual(2)
})

test('counters that lie are not believed: more hits than lookups, and a server that began anew', async () => {
  let reads = 0
  const page = (_: unknown, answer: { end(text: string): unknown }) => {
    reads += 1
    const again = reads % 2 === 0
    answer.end(
      `vllm:prefix_cache_hits_total ${again ? 9000 : 0}\nvllm:prefix_cache_queries_total ${again ? 10 : 0}\nvllm:generation_tokens_total ${again ? 5 : 70}\n`,
    )
  }
  const engine = await served('openai', { reportCachedTokens: false })
  const { url } = await behind(engine, page as RequestListener)
  const { metrics } = await measured(url)
  expect(metrics.serverCounters).toMatchObject({ prefixHitRate: null, outputTokens: null })
  expect(metrics.serverCounters?.gaps.join(' ')).toContain('began anew')
  expect(metrics.cache?.verdict).toBe('unknown')
})
