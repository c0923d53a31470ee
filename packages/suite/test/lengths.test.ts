import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '@sagellm-benchmark/suite'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'

type Body = {
  readonly prompt?: string
  readonly messages?: readonly { readonly content: string }[]
  readonly max_tokens?: number
  readonly stream?: boolean
}

const words = (text: string) => text.split(/\s+/).filter(Boolean).length
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lengths-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const servers: { close(): void }[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** A server that speaks OpenAI's API; `answer` gives the status and JSON of a POST, or `null` for a stream of two tokens. */
async function serve(ownedBy: string, answer: (path: string, body: Body) => [number, unknown] | null): Promise<string> {
  const server = createServer((request, response) => {
    void respond(request, response, { ownedBy, answer })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  servers.push(server)
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  { ownedBy, answer }: { ownedBy: string; answer: (path: string, body: Body) => [number, unknown] | null },
): Promise<void> {
  let text = ''
  for await (const piece of request) text += String(piece)
  const json = (status: number, value: unknown) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(value))
  }
  if (request.url === '/v1/models') return json(200, { data: [{ id: 'm', owned_by: ownedBy }] })
  if (request.method === 'GET') return json(404, {})
  const body = JSON.parse(text) as Body
  const given = answer(request.url ?? '', body)
  if (given) return json(...given)
  const prompt = words((body.messages ?? []).map(({ content }) => content).join(' '))
  const usage = { prompt_tokens: prompt, completion_tokens: 2, total_tokens: prompt + 2 }
  const choice = { index: 0, finish_reason: 'length' }
  if (!body.stream)
    return json(200, { choices: [{ ...choice, message: { role: 'assistant', content: 'a b' } }], usage })
  const event = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.write(event({ choices: [{ index: 0, delta: { content: 'a' }, finish_reason: null }] }))
  response.write(event({ choices: [{ ...choice, delta: { content: ' b' } }] }))
  response.end(`${event({ choices: [], usage })}data: [DONE]\n\n`)
}

const workload = { name: 'A', language: 'en', requests: 3, load: { kind: 'closed', concurrency: 1 } } as const

test('a server that counts words gets prompts of exactly as many words', async () => {
  const url = await serve('vllm', (path, { prompt }) => {
    // As the servers do that know the text form only: a conversation is none of their fields.
    return path === '/tokenize' ? [200, { count: words(prompt as string), tokens: [] }] : null
  })
  const workloads = [{ ...workload, source: 'short_qa', promptTokens: 300, outputTokens: 2 }]
  const output = join(folder, 'words')
  const { workloads: results } = await run({ target: { kind: 'endpoint', url }, workloads }, { output })
  expect(results[0]?.metrics.lengths).toEqual({
    promptAsked: 300,
    promptBuilt: 300,
    promptRead: 300,
    outputAsked: 2,
    outputReached: 2,
  })
})

test('a window that only a refusal names is kept to, and the report says what was asked for', async () => {
  const refused: string[] = []
  const url = await serve('someone', (path, { messages = [], max_tokens: most = 0 }) => {
    const asked = words(messages.map(({ content }) => content).join(' ')) + most
    if (path === '/tokenize') return [404, {}]
    if (asked <= 900) return null
    refused.push(path)
    return [
      400,
      { error: { message: `prompt is too long: ${asked} tokens > 900 maximum`, type: 'invalid_request_error' } },
    ]
  })
  const workloads = [{ ...workload, source: 'summarisation', promptTokens: 2048, outputTokens: 512 }]
  const output = join(folder, 'window')
  const { summary, workloads: results } = await run({ target: { kind: 'endpoint', url }, workloads }, { output })
  expect(refused).toHaveLength(1)
  expect(results[0]?.metrics).toMatchObject({ successfulRequests: 3, failedRequests: 0 })
  expect(results[0]?.metrics.flags).toContain('clamped')
  expect(summary.notices.join()).toMatch(/A: 2048 prompt and 512 output tokens were asked for; \d+ and \d+ fit/)
  expect(await readFile(join(output, 'REPORT.md'), 'utf8')).toContain(
    '2048 prompt and 512 output tokens were asked for',
  )
})
