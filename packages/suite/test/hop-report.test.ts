import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runBlock } from '@sagellm-benchmark/reporters/terminal'
import { run, serveSimulated } from '@sagellm-benchmark/suite'
import { afterAll, beforeAll, expect, test } from 'vitest'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hop-report-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** The reference engine with sageLLM's manners, behind a server that notes what is asked in which order. */
async function gateway() {
  const engine = await serveSimulated({ decodeStepMs: 1 }, { dialect: 'sagellm' })
  const target = new URL(engine.url)
  const asked: string[] = []
  const server = createServer((incoming, outgoing) => {
    const { method = 'GET', headers, url: path = '/' } = incoming
    asked.push(`${method} ${path}`)
    const passed = request({ host: target.hostname, port: target.port, method, headers, path }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(outgoing)
    })
    passed.on('error', () => outgoing.destroy())
    incoming.pipe(passed)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    asked,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    async close() {
      server.closeAllConnections()
      server.close()
      await engine.close()
    },
  }
}

async function measured(url: string, stream: boolean) {
  const load = { kind: 'closed' as const, concurrency: 2 }
  const workload = { name: 'w', source: 'short_qa', promptTokens: 16, outputTokens: 6, requests: 8, load }
  const plan = {
    target: { kind: 'endpoint' as const, url },
    workloads: [{ ...workload, sampling: { stream } }],
    seed: 5,
  }
  const outcome = await run(plan, { cwd: folder, output: stream ? 'streamed' : 'whole', html: true })
  const read = (name: string) => readFile(join(outcome.folder, name), 'utf8')
  const [{ metrics } = { metrics: null }] = outcome.workloads
  return {
    hops: metrics?.serverCounters?.hopReport,
    terminal: metrics ? runBlock({ workload: 'w', target: url, metrics }) : '',
    documents: [await read('REPORT.md'), await read('report.html')],
  }
}

test('requests in one piece: the gateway’s percentiles are read around the load, never during it, and shown with what they are of', async () => {
  const server = await gateway()
  try {
    const { hops, terminal, documents } = await measured(server.url, false)
    const reads = server.asked.flatMap((line, at) => (line.endsWith('/hop-report') ? [at] : []))
    const [before, after] = reads as [number, number]
    expect(reads).toHaveLength(2)
    const generated = (lines: readonly string[]) => lines.filter((line) => line.startsWith('POST /v1/chat')).length
    // Eight measured ones and those that warm up.
    const during = generated(server.asked.slice(before, after))
    expect(during).toBeGreaterThan(8)
    expect(generated(server.asked.slice(after))).toBe(0)
    expect(hops).toMatchObject({ duringLoad: during, gap: null })
    expect(hops?.requests).toBeGreaterThanOrEqual(during)
    expect(hops?.percentiles?.engine.p50).toBeGreaterThan(1)
    expect(terminal).toMatch(
      /gateway’s hops, requests in one piece only \(\d+ since it started, \d+ of this load; no streamed/,
    )
    expect(terminal).toMatch(/scheduling p50 [\d.]+, p95 [\d.]+, p99 [\d.]+ ms · engine p50 [\d.]+/)
    for (const text of documents) {
      expect(text).toContain('Gateway: hops of requests in one piece')
      expect(text).toContain('compare with no figure of a streamed load')
    }
  } finally {
    await server.close()
  }
})

test('a streamed load is not in the report: its figures are kept, and not shown beside those of the load', async () => {
  const server = await gateway()
  try {
    const body = { messages: [{ role: 'user', content: 'hello' }], max_tokens: 4 }
    await (
      await fetch(`${server.url}/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    ).text()
    const { hops, terminal, documents } = await measured(server.url, true)
    expect(hops).toMatchObject({ duringLoad: 0, gap: null })
    expect(hops?.percentiles).not.toBeNull()
    expect([terminal, ...documents].join()).not.toMatch(/hops/)
  } finally {
    await server.close()
  }
})
