import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { runCli } from '../../src/app.js'
import { caseFolder, serveCase } from './run-case.js'
import { json, type Script } from './scripted-server.js'

/** Of one alphabet and no meaning, so that no part of one is anywhere by chance. */
const keys = {
  apiKey: 'sk-Zq9vX2mT7pLw4Rk8Yc',
  header: 'Hd7Kq2Wn9Tz4Vb6Xm3Rp',
  query: 'Qy5Jt8Gs1Lf6Nc3Dw9Bz',
  body: 'Bd4Mx7Pv2Rk9Sh5Tq8Wj',
  command: 'Cm8Ln3Fz6Gy1Hw7Jd5Kx',
  environment: 'En2Vs9Qp4Xt7Zb5Mk8Rc',
  // As base64 gives them: it is written otherwise in a URL, in a page and in JSON with slashes escaped.
  signs: 'Sg4/Wq+7Tz/2Hb+9Kx/5Vn==',
} as const

const hexOf = (text: string) => Buffer.from(text).toString('hex')
const codes = (text: string, before: string, upper = false) =>
  (upper ? hexOf(text).toUpperCase() : hexOf(text)).replace(/../g, `${before}$&`)
const entities = (text: string, which: RegExp) => text.replace(which, (sign) => `&#${sign.charCodeAt(0)};`)
/** As it is written where some of its signs mean something else. */
const escaped = (text: string) => [
  encodeURIComponent(text),
  encodeURIComponent(text).replace(/%../g, (code) => code.toLowerCase()),
  text.replaceAll('/', '\\/'),
  entities(text, /[^A-Za-z0-9]/g),
  entities(text, /./g),
]
const base64 = (text: string) => Buffer.from(text).toString('base64')

/** The ways to write a key, for what the server says. */
const written = (key: string): string[] => [
  key,
  encodeURIComponent(`${key}/+`),
  codes(key, '%'),
  codes(key, '%', true),
  JSON.stringify(key),
  codes(key, '\\u00'),
  base64(key),
  base64(`x${key}`),
  base64(`xy${key}`),
  Buffer.from(`user:${key}`).toString('base64url'),
  hexOf(key),
  hexOf(key).toUpperCase(),
  codes(key, '&#x').replace(/&#x../g, '$&;'),
  `${key.slice(0, 9)}\n${key.slice(9)}`,
  `'${key}'`,
  new URLSearchParams({ key }).toString(),
  ...escaped(key),
]
/** What the server says: the keys that it was sent, and those of the machine. */
const { command: _, ...sent } = keys
const everything = Object.values(sent).flatMap(written).join(' | ')

/** What must be nowhere: a part of a key in any of its encodings, whole lines joined. */
const traces = Object.values(keys).flatMap((key) => {
  const part = key.slice(5, 14)
  return [
    part,
    codes(part, '%'),
    codes(part, '\\u00'),
    codes(part, '&#x').replace(/&#x../g, '$&;'),
    hexOf(part),
    ...escaped(part),
  ].concat([0, 1, 2].map((before) => base64('x'.repeat(before) + key).slice(4, 16)))
})

function tracesIn(text: string): string[] {
  const joined = text
    .replaceAll('\\\\', '\\')
    .replace(/\\n|\s/g, '')
    .toLowerCase()
  return traces.filter((trace) => joined.includes(trace.toLowerCase()))
}

/** An answer whose every field is the server's own words. */
const echo: Script = ({ request, response, body }) => {
  const key = /^Bearer (.*)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
  if (body['stream'] !== true)
    return json(500, { error: { message: `${'so '.repeat(60)}${everything}` } })({ request, response, body })
  response.writeHead(200, { 'content-type': 'text/event-stream', 'x-echo': key })
  const chunk = (choice: object, more: object = {}) =>
    response.write(
      `data: ${JSON.stringify({ id: key, model: keys.apiKey, choices: [{ index: 0, ...choice }], ...more })}\n\n`,
    )
  chunk({ delta: { content: everything } })
  chunk({ delta: { content: ` ${keys.apiKey}` } })
  chunk({ delta: {}, finish_reason: keys.header })
  response.write(`data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 9, completion_tokens: 10 } })}\n\n`)
  response.end('data: [DONE]\n\n')
}

const failing: Script = (exchange) => json(500, { error: { message: `${'x'.repeat(180)} ${everything}` } })(exchange)
const hung: Script = ({ response }) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.end(`data: ${JSON.stringify({ error: { message: everything } })}\n\n`)
}

async function run(words: readonly string[], cwd: string) {
  vi.stubEnv('XDG_CACHE_HOME', join(cwd, 'cache'))
  let printed = ''
  const output = { write: (text: string) => void (printed += text) }
  const code = await runCli(words, {
    stdout: output,
    stderr: output,
    env: { HF_TOKEN: keys.environment, PATH: process.env['PATH'] },
    cwd,
    signal: new AbortController().signal,
    argv: words,
  })
  const names = await readdir(cwd, { recursive: true, withFileTypes: true })
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const contents = await Promise.all(files.map(async (file) => [file, await readFile(file, 'latin1')] as const))
  return { code, printed, contents: contents.filter(([file]) => !file.endsWith('server.py')) }
}

function expectNoTrace({ printed, contents }: Awaited<ReturnType<typeof run>>) {
  expect(tracesIn(printed), printed).toEqual([])
  for (const [file, text] of contents) {
    expect([file, tracesIn(file + text)]).toEqual([file, []])
    if (file.endsWith('.json')) JSON.parse(text)
    if (file.endsWith('.jsonl')) for (const line of text.split('\n').filter(Boolean)) JSON.parse(line)
  }
}

const server = () =>
  serveCase({
    streams: [echo, failing, hung, ...Array.from({ length: 40 }, () => echo)],
    models: { data: [{ id: 'm', owned_by: keys.apiKey, root: everything }] },
    routes: {
      'GET /info': json(200, { model: 'm', note: everything, engine: keys.header, api_key: keys.apiKey }),
      'GET /metrics': ({ response }) => {
        response.writeHead(200, { 'content-type': 'text/plain' })
        response.end(
          Object.values(sent)
            .map((key) => `requests_total{key="${key}",code="${codes(key, '%')}"} 1\n`)
            .join(''),
        )
      },
    },
  })

const given = (url: string) => [
  ...['--api-key', keys.apiKey, '--header', `X-Gateway-Key=${keys.header}`, '--model', 'm'],
  ...['--header', `X-Signature=${keys.signs}`],
  ...['--extra-body', JSON.stringify({ nested: { api_key: keys.body } })],
  ...['--no-ready-check', '--server-wait', '3', url],
]

test('run: a key planted in every input and echoed in every form is nowhere', async () => {
  const { url } = await server()
  const cwd = await caseFolder()
  const words = [
    ...['run', '--output', 'out', '--num-prompts', '4', '--concurrency', '1', '--warmup', '0', '--output-tokens', '10'],
    ...['--save-text', '--save-detailed', '--output-json', 'all.json', '--html', '--plot', '--plot-format', 'svg'],
    ...['--export', 'vllm', '--export', 'aiperf', '--max-error-rate', '1', '--metadata', `note=${keys.body}`],
    ...given(`--backend-url=${url}?api_key=${keys.query}`),
  ]
  const outcome = await run(words, cwd)
  expect(outcome.printed).toContain('artifacts:')
  expect(outcome.contents.length).toBeGreaterThan(8)
  expect(outcome.contents.map(([, text]) => text).join('')).toContain('[redacted]')
  expectNoTrace(outcome)
})

test('compare: nor in what two targets leave, one of them started with a key and printing it', async () => {
  const { url } = await server()
  const cwd = await caseFolder()
  await writeFile(
    join(cwd, 'server.py'),
    'import os, sys\nprint(sys.argv, os.environ.get("HF_TOKEN"), flush=True)\nsys.exit(3)\n',
  )
  vi.stubEnv('HF_TOKEN', keys.environment)
  const words = [
    ...['compare', '--output-dir', 'out', '--target', `a=${url}`, '--target', 'b=http://127.0.0.1:9/v1'],
    ...['--target-command', `b=python3 server.py --api-key ${keys.command} --seed 3`],
    ...['--api-key', keys.apiKey, '--header', `X-Gateway-Key=${keys.header}`, '--model', 'm', '--server-wait', '3'],
    ...['--header', `X-Signature=${keys.signs}`],
    ...['--no-ready-check', '--rounds', '3', '--concurrency', '1', '--num-prompts', '2', '--max-minutes', '0.2'],
  ]
  const outcome = await run(words, cwd)
  expect(outcome.printed).toContain('its last lines')
  expect(outcome.contents.map(([file]) => file).join()).toContain('b.server.log')
  expectNoTrace(outcome)
})

test('convergence: nor in the pages that it keeps of its targets', async () => {
  const [one, two] = [await server(), await server()]
  const words = [
    ...['convergence', '--output-dir', 'out', '--target', `a=${one.url}`, '--target', `b=${two.url}?key=${keys.query}`],
    ...['--api-key', keys.apiKey, '--header', `X-Gateway-Key=${keys.header}`, '--model', 'm', '--server-wait', '3'],
    ...['--header', `X-Signature=${keys.signs}`],
    ...['--extra-body', JSON.stringify({ nested: { api_key: keys.body } })],
    ...['--no-ready-check', '--rounds', '3', '--batch-size', '1', '--workload', 'Q1', '--max-output-tokens', '8'],
    ...['--max-minutes', '0.3', '-q'],
  ]
  const cwd = await caseFolder()
  const outcome = await run(words, cwd)
  expect(outcome.contents.map(([file]) => file).join()).toMatch(/REPRODUCE\.sh.*a_info\.json/)
  expectNoTrace(outcome)
  const verified = await run(['convergence', 'verify', 'out'], cwd)
  expect([verified.code, verified.printed]).toEqual([0, expect.stringContaining('out')])
})

test.each([
  ['a URL that is malformed', ['--backend-url', `htp:/me:${keys.query}@host/v1`]],
  ['a URL with a password', ['--backend-url', `http://me:${keys.query}@127.0.0.1:9/v1`]],
  ['a body that is no JSON', ['--backend-url', 'http://127.0.0.1:9/v1', '--extra-body', `{"api_key": "${keys.query}"`]],
  [
    'a flag that does not exist',
    ['--backend-url', 'http://127.0.0.1:9/v1', '--api-keys', keys.query, `--token=${keys.query}`],
  ],
])('%s is refused without its key', async (_, words) => {
  const outcome = await run(['run', ...words, '--server-wait', '1'], await caseFolder())
  expect(outcome.code).not.toBe(0)
  expect(outcome.printed.length).toBeGreaterThan(20)
  expectNoTrace(outcome)
})
