import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCommandKey } from '@sagellm-benchmark/runner/targets'
import { run } from '@sagellm-benchmark/suite'
import { afterEach, beforeEach, expect, test } from 'vitest'

let folder: string
const closing: (() => Promise<unknown>)[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'expiring-key-'))
})
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
  await rm(folder, { recursive: true, force: true })
})

/** A server whose key is replaced, in its file too, after so many answers; a refusal quotes the key that was sent. */
async function rotatingServer(keys: readonly string[], answersEach: number) {
  let answered = 0
  const key = () => keys[Math.min(keys.length - 1, Math.floor(answered / answersEach))] as string
  await writeFile(join(folder, 'key'), key())
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const piece of request) text += piece
    const sent = request.headers.authorization
    if (sent !== `Bearer ${key()}`) {
      const message = `the key ${sent} has expired`
      return response.writeHead(401, { 'content-type': 'application/json' }).end(JSON.stringify({ error: { message } }))
    }
    if (request.method === 'GET') {
      const models = { object: 'list', data: [{ id: 'm', object: 'model' }] }
      return response.setHeader('content-type', 'application/json').end(JSON.stringify(models))
    }
    answered += 1
    await writeFile(join(folder, 'key'), key())
    const piece = (delta: object, finish: string | null, more = {}) =>
      `data: ${JSON.stringify({ id: 'x', model: 'm', choices: [{ index: 0, delta, finish_reason: finish }], ...more })}\n\n`
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const { max_tokens: tokens } = JSON.parse(text) as { max_tokens: number }
    for (let token = 0; token < tokens; token += 1) response.write(piece({ content: ' w' }, null))
    const usage = { prompt_tokens: 5, completion_tokens: tokens, total_tokens: 5 + tokens }
    response.end(`${piece({}, 'length', { usage })}data: [DONE]\n\n`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
}

const planFor = (url: string, loadThreads: number, requests: number) => ({
  target: { kind: 'endpoint' as const, url, loadThreads },
  warmup: { requests: 0 },
  workloads: [
    {
      name: 'w',
      source: 'short_qa',
      promptTokens: 16,
      outputTokens: 4,
      requests,
      load: { kind: 'closed' as const, concurrency: 1 },
    },
  ],
})

test.each([0, 1, 2])(
  'a key that expires during the load is replaced, and no request is lost (%i load threads)',
  async (threads) => {
    const keys = ['first-secret-key-1', 'second-secret-key-2']
    const url = await rotatingServer(keys, 4)
    const apiKey = await openCommandKey({ command: 'cat key', cwd: folder })
    const output = join(folder, 'out')
    const { workloads } = await run(planFor(url, threads, 10), { output, apiKey, tokenCache: false })
    expect(workloads[0]?.metrics).toMatchObject({ successfulRequests: 10, failedRequests: 0 })
    const records = (await readFile(join(output, 'records.jsonl'), 'utf8')).trim().split('\n')
    const retried = records.filter((line) => line.includes('"retried"'))
    // The one that was refused, of each thread that had the old key.
    expect(retried.length).toBeGreaterThan(0)
    expect(retried.length).toBeLessThanOrEqual(Math.max(1, threads))
    for (const name of await readdir(output, { recursive: true, withFileTypes: true })) {
      if (!name.isFile()) continue
      const text = await readFile(join(name.parentPath, name.name), 'utf8')
      for (const key of keys) expect(text, name.name).not.toContain(key)
    }
  },
)

test('a key that the command cannot replace fails its requests with the words of the server, without the key', async () => {
  const url = await rotatingServer(['only-secret-key-1', 'never-told-key-2'], 3)
  const apiKey = await openCommandKey({ command: 'echo only-secret-key-1', cwd: folder })
  const output = join(folder, 'out')
  const { workloads } = await run(planFor(url, 1, 6), { output, apiKey, tokenCache: false })
  expect(workloads[0]?.metrics.errorsByClass).toEqual({ auth: workloads[0]?.metrics.failedRequests })
  const text = await readFile(join(output, 'records.jsonl'), 'utf8')
  expect(text).toContain('has expired')
  expect(text).not.toContain('only-secret-key-1')
})
