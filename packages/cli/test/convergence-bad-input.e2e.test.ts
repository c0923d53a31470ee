import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ServerProcess, startServer } from './server-process.js'
import { runInProcess } from './support/run-in-process.js'

type Surfaces = Readonly<Record<string, RequestListener>>
type Hostile = { readonly url: string; readonly server: Server }

/** An endpoint that answers requests well, and its surfaces as it likes. */
async function hostile(surfaces: Surfaces, { diesAfter = Number.POSITIVE_INFINITY } = {}): Promise<Hostile> {
  let answered = 0
  const server = createServer((request, response) => {
    const surface = surfaces[request.url ?? '']
    if (surface) return void surface(request, response)
    if (request.url === '/v1/models') return void response.end('{"object":"list","data":[{"id":"m","object":"model"}]}')
    if (request.url !== '/v1/chat/completions') {
      response.statusCode = 404
      return void response.end()
    }
    request.resume().on('end', () => {
      answered += 1
      answer(response)
      if (answered < diesAfter) return
      server.close()
      response.on('close', () => server.closeAllConnections())
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, server }
}

function answer(response: ServerResponse): void {
  const chunk = (fields: object) =>
    `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', model: 'm', choices: [], ...fields })}\n\n`
  const choice = (delta: object, finish: string | null = null) => ({
    choices: [{ index: 0, delta, finish_reason: finish }],
  })
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const word of ['one', ' two', ' three']) response.write(chunk(choice({ content: word })))
  response.write(chunk(choice({}, 'length')))
  response.write(chunk({ usage: { prompt_tokens: 32, completion_tokens: 3, total_tokens: 35 } }))
  response.end('data: [DONE]\n\n')
}

const endless: RequestListener = (_, response) => {
  const more = () => {
    while (!response.destroyed && response.write('{"a":1}'.repeat(1000)));
  }
  response.on('drain', more)
  more()
}

/** 500 MB, as far as anyone reads them. */
const huge: RequestListener = (_, response) => {
  let left = 500
  const block = 'a_total 1\n'.repeat(100_000)
  const more = () => {
    while (left > 0 && !response.destroyed) {
      left -= 1
      if (!response.write(block)) return void response.once('drain', more)
    }
    response.end()
  }
  more()
}

const hostiles: readonly { label: string; surfaces: Surfaces; gaps: string[] }[] = [
  {
    label: '../../html and unreadable',
    surfaces: {
      '/info': (_, response) => response.end('<!doctype html><title>welcome</title>'),
      '/metrics': (_, response) => response.end('\u0000\u0007 nothing that anyone could read'),
    },
    gaps: ['surface_wrong_content', 'missing_metrics_probe'],
  },
  {
    label: 'huge and endless',
    surfaces: { '/info': endless, '/metrics': huge },
    gaps: ['surface_too_large', 'missing_metrics_probe'],
  },
]

let folder: string
let base: ServerProcess
const servers: Server[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'convergence-bad-'))
  base = await startServer(['reference-engine', '--slowdown', '0.1', '--model', 'm', '--log-file', 'base.log'], folder)
})
afterAll(async () => {
  await base.stop('SIGTERM')
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
  }
  await rm(folder, { recursive: true, force: true })
})

const here = (words: readonly string[]) => runInProcess(words, { cwd: folder, env: process.env })

async function converge(named: readonly (readonly [label: string, url: string])[], out: string, ...more: string[]) {
  const targets = named.flatMap(([label, url]) => ['--target', `${label}=${url}`])
  const little = ['--workload', 'Q1', '--batch-size', '1', '--rounds', '5', '--max-output-tokens', '3']
  const flags = ['--model', 'm', '--seed', '1', '--quiet', '--sample-interval', '0', '--output-dir', out, ...more]
  const ended = await here(['convergence', ...targets, ...little, ...flags])
  const summary = JSON.parse(await readFile(join(folder, out, 'validation_summary.json'), 'utf8'))
  return { ...ended, summary }
}

test('surfaces that are no surfaces, a log that is not there and a label that is a path are gaps with a name', async () => {
  const others = await Promise.all(hostiles.map(({ surfaces }) => hostile(surfaces)))
  servers.push(...others.map(({ server }) => server))
  const named = hostiles.map(({ label }, at) => [label, others[at]?.url ?? ''] as const)
  const { code, stderr, summary } = await converge(
    [['base', base.url], ...named],
    'out',
    ...['--log-file', 'base=base.log', '--log-file', `${hostiles[0]?.label}=gone.log`],
  )
  expect(stderr).not.toContain('unexpected')
  expect(code).toBe(0)
  hostiles.forEach(({ label, gaps }, at) => {
    const target = summary.targets[at + 1]
    expect(target.label).toBe(label)
    expect(target.evidence_gaps).toEqual(expect.arrayContaining(gaps))
    expect(target.summary.output_throughput_tps).toBeGreaterThan(0)
    expect(target.artifacts).toMatchObject({ info_json: null, metrics_prom: null })
  })
  expect(summary.targets[1].evidence_gaps).toEqual(expect.arrayContaining(['missing_log_probe', 'log_missing']))
  for (const { verdict } of summary.verdicts) expect(verdict).toBe('insufficient_evidence')

  expect(await readdir(folder)).toEqual(['base.log', 'out'])
  const names = await readdir(join(folder, 'out'))
  expect(names).toEqual(expect.arrayContaining(['html-and-unreadable.json', 'huge-and-endless.json']))
  expect((await here(['convergence', 'verify', 'out'])).code).toBe(0)
})

test('the key is sent to every surface and stands in no file, whatever a target makes of it', async () => {
  const key = 'plain-words-as-a-key'
  const echo: RequestListener = (request, response) =>
    response.end(JSON.stringify({ note: `asked with ${request.headers.authorization}` }))
  const telling = await hostile({ '/info': echo })
  servers.push(telling.server)
  const { code, stdout } = await converge(
    [
      ['base', base.url],
      ['telling', telling.url],
    ],
    'keys',
    ...['--api-key', key],
  )
  expect(code).toBe(0)
  expect(stdout).not.toContain(key)
  expect(await readFile(join(folder, 'keys/telling_info.json'), 'utf8')).toContain('asked with Bearer [redacted]')
  for (const name of await readdir(join(folder, 'keys'), { recursive: true })) {
    const text = await readFile(join(folder, 'keys', name), 'utf8').catch(() => '')
    expect(text.includes(key), name).toBe(false)
  }
})

test('a server that dies halfway leaves a whole result that says so', async () => {
  const metrics = 'vllm:generation_tokens_total 10\n'
  const dying = await hostile({ '/metrics': (_, response) => response.end(metrics) }, { diesAfter: 4 })
  servers.push(dying.server)
  const { summary } = await converge(
    [
      ['base', base.url],
      ['dying', dying.url],
    ],
    'died',
  )
  const [, target] = summary.targets
  expect(target.evidence_gaps).toEqual(expect.arrayContaining(['surface_unreachable', 'missing_metrics_probe']))
  expect(summary.notices.join(' ')).toMatch(/dying answered none of the requests/)
  const telemetry = JSON.parse(await readFile(join(folder, 'died/probes/dying_server_telemetry.json'), 'utf8'))
  expect(telemetry.counters.generation_tokens.delta).toBeNull()
  for (const { verdict } of summary.verdicts) expect(verdict).not.toBe('converged')
  expect((await here(['convergence', 'verify', 'died'])).code).toBe(0)
})
