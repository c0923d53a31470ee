import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { hubFile } from './hub-file.js'

const content = Array.from({ length: 400 }, (_, at) => `{"timestamp": ${at}, "input_length": 20}\n`).join('')
const etagOf = (text: string) => createHash('sha256').update(text).digest('hex')
const address = 'hf://owner/traces/mooncake.jsonl'
/** Bytes after which the first connection breaks. */
const broken = 5000

type Hub = { content: string; ranges: boolean; etag: string | null }
let hub: Hub
/** Whether the first answer stops in the middle. */
let breaks: boolean
let open: ServerResponse | null
let asked: IncomingMessage[]
let sent: number[]
let cache: string
let url: string
let close: () => Promise<unknown>

function answer({ headers }: IncomingMessage, response: ServerResponse): void {
  const [, begin] = /^bytes=(\d+)-$/.exec(headers.range ?? '') ?? []
  const from = hub.ranges && begin !== undefined ? Number(begin) : 0
  const all = Buffer.byteLength(hub.content)
  if (from > all) return void response.writeHead(416, { 'content-range': `bytes */${all}` }).end()
  const body = Buffer.from(hub.content).subarray(from)
  if (hub.etag !== null) response.setHeader('etag', `"${hub.etag}"`)
  if (from > 0) response.setHeader('content-range', `bytes ${from}-${all - 1}/${all}`)
  response.writeHead(from > 0 ? 206 : 200, { 'content-length': body.length })
  if (asked.length > 1 || !breaks) {
    sent.push(body.length)
    return void response.end(body)
  }
  // The test breaks the connection once these bytes are on the disk.
  open = response
  response.write(body.subarray(0, broken))
}

beforeEach(async () => {
  hub = { content, ranges: true, etag: etagOf(content) }
  breaks = true
  open = null
  asked = []
  sent = []
  cache = await mkdtemp(join(tmpdir(), 'hub-resume-'))
  const server = createServer((request, response) => {
    asked.push(request)
    answer(request, response)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  close = () => {
    server.closeAllConnections()
    return new Promise((ended) => server.close(ended))
  }
})
afterEach(async () => {
  await close()
  await rm(cache, { recursive: true, force: true })
})

const fetched = (signal = new AbortController().signal) =>
  hubFile(address, { env: { XDG_CACHE_HOME: cache, HF_ENDPOINT: url }, signal })
const kept = async () =>
  (await readdir(cache, { recursive: true, withFileTypes: true }))
    .filter((each) => each.isFile())
    .map(({ name }) => name)
const partOf = async () => (await readdir(cache, { recursive: true })).find((name) => name.endsWith('.part')) ?? ''
const someCame = () =>
  vi.waitFor(async () => expect((await stat(join(cache, await partOf()))).size).toBe(broken), { timeout: 120_000 })

type Failure = Error & { readonly code: string; readonly hint: string }

/** The first call, whose connection breaks. */
async function brokenOff(): Promise<Failure> {
  const failed = fetched().catch((error: Failure) => error)
  await someCame()
  open?.destroy()
  return (await failed) as Failure
}

test('what came before the connection broke is kept, and the next call asks for the rest alone', async () => {
  const { message, hint } = await brokenOff()
  expect(message).toContain(`the connection ended after ${broken} bytes`)
  expect(hint).toBe(`${broken} bytes are kept: the same command goes on from there`)
  expect(await readFile(await fetched(), 'utf8')).toBe(content)
  expect(asked.map(({ headers }) => headers.range)).toEqual([undefined, `bytes=${broken}-`])
  expect(sent).toEqual([Buffer.byteLength(content) - broken])
  expect((await kept()).filter((name) => name.includes('.part'))).toEqual([])
})

test('a hub that cannot leave bytes out sends the whole file', async () => {
  await brokenOff()
  hub.ranges = false
  expect(await readFile(await fetched(), 'utf8')).toBe(content)
  expect(sent).toEqual([Buffer.byteLength(content)])
})

test.each([
  ['of the same length', content.replaceAll('20', '30')],
  ['longer', `${content}${content}`],
  ['shorter than what is there', content.slice(0, 820)],
])('another content by then, %s, is fetched from its begin', async (_, other) => {
  await brokenOff()
  hub.content = other
  hub.etag = etagOf(other)
  expect(await readFile(await fetched(), 'utf8')).toBe(other)
})

test('bytes that were spoilt on the disk are seen by the checksum of the whole, and nothing is kept', async () => {
  await brokenOff()
  const path = join(cache, await partOf())
  const bytes = await readFile(path)
  bytes[100] = 0
  await writeFile(path, bytes)
  await expect(fetched()).rejects.toThrow(/its checksum is/)
  expect(await kept()).toEqual([])
  expect(await readFile(await fetched(), 'utf8')).toBe(content)
})

test('of a hub that says nothing to tell one content from another nothing is kept', async () => {
  hub.etag = null
  expect((await brokenOff()).hint).toContain('nothing was kept')
  expect(await kept()).toEqual([])
})

test('the part of a process that is gone is taken over; that of one which runs is left alone', async () => {
  await brokenOff()
  const part = await partOf()
  const under = (pid: number) => join(cache, part.replace(`.${process.pid}.part`, `.${pid}.part`))
  const move = async (from: number, to: number) => {
    for (const end of ['', '.json']) await rename(`${under(from)}${end}`, `${under(to)}${end}`)
  }
  // The process with the number 1 always runs.
  await move(process.pid, 1)
  const path = await fetched()
  expect(asked.at(-1)?.headers.range).toBeUndefined()
  await rm(path)
  // No process has so large a number.
  await move(1, 2 ** 22 + 1)
  expect(await readFile(await fetched(), 'utf8')).toBe(content)
  expect(asked.at(-1)?.headers.range).toBe(`bytes=${broken}-`)
})

test('two calls at once fetch a file once', async () => {
  breaks = false
  const [one, other] = await Promise.all([fetched(), fetched()])
  expect(one).toBe(other)
  expect(asked).toHaveLength(1)
})

test('what came before the user ended the command is kept too', async () => {
  const control = new AbortController()
  const ended = fetched(control.signal).catch((error: Failure) => error)
  await someCame()
  control.abort()
  expect(await ended).toMatchObject({ code: 'cancelled', hint: expect.stringContaining('bytes are kept') })
  expect(await readFile(await fetched(), 'utf8')).toBe(content)
  expect(asked.at(-1)?.headers.range).toBe(`bytes=${broken}-`)
})
