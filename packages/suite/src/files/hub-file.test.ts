import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { hubFile } from './hub-file.js'

const content = '{"timestamp": 1, "input_length": 20}\n'
const sha256 = createHash('sha256').update(content).digest('hex')
const gitSha1 = createHash('sha1').update(`blob ${content.length}\0${content}`).digest('hex')
const token = 'hf_aTokenThatNobodyMaySee0123456789'
const address = 'hf://owner/traces/a/mooncake.jsonl'

type Answer = (request: IncomingMessage, response: ServerResponse) => void
type Stub = { readonly url: string; readonly seen: IncomingMessage[]; close(): Promise<void> }

async function stub(answer: Answer): Promise<Stub> {
  const seen: IncomingMessage[] = []
  const server = createServer((request, response) => {
    seen.push(request)
    answer(request, response)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    async close() {
      server.closeAllConnections()
      await new Promise((ended) => server.close(ended))
    },
  }
}

let cache: string
let stubs: Stub[]
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'hub-'))
  stubs = []
})
afterEach(async () => {
  for (const each of stubs) await each.close()
  await rm(cache, { recursive: true, force: true })
})

async function served(answer: Answer): Promise<Stub> {
  const made = await stub(answer)
  stubs.push(made)
  return made
}
const whole: Answer = (_, response) => void response.writeHead(200, { 'content-length': content.length }).end(content)
const fetched = (hub: Stub, text = address, env: Record<string, string> = {}) => {
  const said: string[] = []
  const options = { env: { XDG_CACHE_HOME: cache, HF_ENDPOINT: hub.url, ...env }, signal: new AbortController().signal }
  return hubFile(text, { ...options, say: (sentence) => void said.push(sentence) }).then((path) => ({ path, said }))
}
/** Files that are left in the cache. */
const kept = async () =>
  (await readdir(cache, { recursive: true, withFileTypes: true }))
    .filter((each) => each.isFile())
    .map(({ name }) => name)

describe('a file of a hub', () => {
  test('is fetched once, checked by what the hub states, and taken from the cache from then on', async () => {
    const hub = await served((request, response) => {
      response.setHeader('x-linked-etag', `"${sha256}"`)
      response.setHeader('x-repo-commit', 'c0ffee'.repeat(6))
      whole(request, response)
    })
    const first = await fetched(hub)
    expect(await readFile(first.path, 'utf8')).toBe(content)
    expect(first.said[0]).toMatch(/fetched to .*: 37 bytes, commit c0ffeec0ffee; its sha256 is that of the hub\.$/)
    const again = await fetched(hub)
    expect(again.path).toBe(first.path)
    expect(again.said[0]).toContain('taken from the cache')
    expect(hub.seen.map(({ url }) => url)).toEqual(['/datasets/owner/traces/resolve/main/a/mooncake.jsonl'])
  })

  test('is another one behind another path of one mirror', async () => {
    const hub = await served((request, response) => void response.end(request.url?.startsWith('/one/') ? '1' : '2'))
    const one = await fetched(hub, address, { HF_ENDPOINT: `${hub.url}/one` })
    const two = await fetched(hub, address, { HF_ENDPOINT: `${hub.url}/two` })
    expect([await readFile(one.path, 'utf8'), await readFile(two.path, 'utf8')]).toEqual(['1', '2'])
  })

  test('is fetched anew where its copy was changed', async () => {
    const hub = await served(whole)
    const { path } = await fetched(hub)
    await writeFile(path, content.replace('20', '99'))
    expect(await readFile((await fetched(hub)).path, 'utf8')).toBe(content)
    expect(hub.seen).toHaveLength(2)
  })

  test('of ModelScope, of a revision, is asked for as its interface wants it', async () => {
    const hub = await served(whole)
    await fetched(hub, 'modelscope://owner/traces@v1.0/a b.jsonl', { MODELSCOPE_ENDPOINT: hub.url })
    expect(hub.seen[0]?.url).toBe('/api/v1/datasets/owner/traces/repo?Revision=v1.0&FilePath=a%20b.jsonl')
  })

  test("that is small is checked by git's name of it; where the hub states nothing, that is said", async () => {
    const hub = await served((request, response) => {
      response.setHeader('etag', `"${gitSha1}"`)
      whole(request, response)
    })
    expect((await fetched(hub)).said[0]).toContain('its git sha1 is that of the hub')
    expect((await fetched(await served(whole))).said[0]).toContain('the hub states no checksum of it')
  })

  test('the token goes to the hub and to no other host that it redirects to', async () => {
    const store = await served(whole)
    const hub = await served((_, response) => {
      const facts = { 'x-linked-etag': sha256, 'x-linked-size': content.length }
      response.writeHead(302, { location: `${store.url}/bucket/1`, ...facts }).end()
    })
    const { path, said } = await fetched(hub, address, { HF_TOKEN: token })
    expect(await readFile(path, 'utf8')).toBe(content)
    expect(hub.seen[0]?.headers.authorization).toBe(`Bearer ${token}`)
    expect(store.seen[0]?.headers.authorization).toBeUndefined()
    expect(said.join()).not.toContain(token)
  })
})

describe('a hostile answer leaves nothing behind', () => {
  const cases: readonly (readonly [string, Answer, RegExp])[] = [
    [
      'a web page',
      (_, response) => void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html>'),
      /web page/,
    ],
    [
      'a file that is longer than stated',
      (_, response) => void response.writeHead(200, { 'x-linked-size': 5 }).end(content),
      /says 5 bytes|more than 5 bytes/,
    ],
    [
      'one that is shorter, without a length of its own',
      (_, response) => {
        response.writeHead(200, { 'x-linked-size': 500, 'transfer-encoding': 'chunked' })
        response.end(content)
      },
      /ended after 37 of 500 bytes/,
    ],
    [
      'a connection that breaks',
      (_, response) => {
        response.writeHead(200, { 'content-length': 500 })
        response.write(content, () => response.destroy())
      },
      /connection ended after \d+ bytes/,
    ],
    [
      'another checksum',
      (request, response) => {
        response.setHeader('etag', '0'.repeat(64))
        whole(request, response)
      },
      /its checksum is/,
    ],
    [
      'a redirect to a file',
      (_, response) => void response.writeHead(302, { location: 'file:///etc/hostname' }).end(),
      /redirects from http:\/\/ to file:/,
    ],
    ['a redirect to nowhere', (_, response) => void response.writeHead(302).end(), /redirects to no address/],
    [
      'redirects without end',
      (request, response) => void response.writeHead(302, { location: `${request.url}x` }).end(),
      /more than 5 times/,
    ],
    ['a refusal that says the token', (_, response) => void response.writeHead(401).end(`bad ${token}`), /answers 401/],
    ['nothing of that name', (_, response) => void response.writeHead(404).end(), /has no file/],
  ]
  test.each(cases)('%s', async (_, answer, message) => {
    const hub = await served(answer)
    const failure = await fetched(hub, address, { HF_TOKEN: token }).catch((error: Error) => error)
    expect(failure).toBeInstanceOf(Error)
    const { message: said, hint } = failure as Error & { readonly hint: string }
    expect(said).toMatch(message)
    expect(`${said} ${hint}`).not.toContain(token)
    expect(await kept()).toEqual([])
  })
})

describe('an address', () => {
  test.each([
    'hf://owner',
    'hf://owner/name',
    'hf://owner/name/../../x',
    'hf://../name/x',
    'hf://owner/na me/x',
    'hf://o/n@../x',
    'hf://o/n/a\\b',
  ])('%s is refused before anything is asked for', async (text) => {
    const hub = await served(whole)
    await expect(fetched(hub, text)).rejects.toMatchObject({ code: 'invalid_argument' })
    expect(hub.seen).toEqual([])
  })

  test('that names no hub is the path that it is', async () => {
    expect((await fetched(await served(whole), './hf/a.jsonl')).path).toBe('./hf/a.jsonl')
  })

  test('of a mirror that is not encrypted gets no token of ours', async () => {
    const hub = await served(whole)
    const asked = fetched(hub, address, { HF_TOKEN: token, HF_ENDPOINT: 'http://mirror.invalid' })
    await expect(asked).rejects.toMatchObject({
      code: 'invalid_argument',
      hint: expect.stringContaining('not encrypted'),
    })
  })
})
