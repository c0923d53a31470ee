import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunOutcome, run } from '@sagellm-benchmark/suite'
import { afterEach, expect, test } from 'vitest'

type Body = Record<string, unknown>
type Answer = (response: ServerResponse, body: Body, count: number) => void

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

/** A gateway that answers completions; of its other routes only those that are given exist. */
async function gateway(answer: Answer, routes: Record<string, { status?: number; json?: unknown }> = {}) {
  const bodies: Body[] = []
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    let text = ''
    request.on('data', (piece: Buffer) => void (text += piece.toString()))
    request.on('end', () => {
      if (request.method === 'POST') {
        bodies.push(JSON.parse(text) as Body)
        return answer(response, bodies.at(-1) as Body, bodies.length - 1)
      }
      const { status = 200, json } = routes[(request.url as string).split('?')[0] as string] ?? { status: 404 }
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json ?? {}))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return { url: `http://127.0.0.1:${(server.address() as { port: number }).port}`, bodies }
}

const chunk = (delta: object, finish: string | null = null, more: object = {}) =>
  `data: ${JSON.stringify({ id: 'c', model: 'm', choices: [{ index: 0, delta, finish_reason: finish }], ...more })}\n\n`

const stream: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (let token = 0; token < 4; token += 1) response.write(chunk({ content: ` w${token}` }))
  const usage = { prompt_tokens: 12, completion_tokens: 4, total_tokens: 16 }
  response.end(`${chunk({}, 'length', { usage })}data: [DONE]\n\n`)
}
const refuse = (response: ServerResponse, message: string, status = 400) =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error: { message } }))

/** A run of two requests of four tokens. */
async function measure(url: string, target: object = {}, requests = 2) {
  const output = await mkdtemp(join(tmpdir(), 'gateway-'))
  closing.push(() => rm(output, { recursive: true, force: true }))
  const outcome: RunOutcome = await run(
    {
      target: { kind: 'endpoint', url, serverWaitSeconds: 2, ...target },
      workloads: [
        {
          name: 'w',
          source: 'short_qa',
          promptTokens: 8,
          outputTokens: 4,
          requests,
          load: { kind: 'closed', concurrency: 1 },
          sampling: { ignoreEos: false },
        },
      ],
      warmup: { requests: 0 },
    },
    { output },
  )
  const lines = (await readFile(join(output, 'records.jsonl'), 'utf8')).trim().split('\n')
  const records = lines.map((line) => JSON.parse(line) as { error_class: string | null; flags: string[] } & Body)
  return { outcome, records, ok: outcome.workloads[0]?.metrics.successfulRequests }
}

test('a deployment without /models and /health is measured by the name of its model', async () => {
  const { url, bodies } = await gateway(stream)
  const { ok } = await measure(`${url}/openai/deployments/gpt?api-version=1`, { model: 'gpt' })
  expect(ok).toBe(2)
  expect(bodies.every(({ model }) => model === 'gpt')).toBe(true)
})

test.each([302, 400, 421, 501])('a /health that answers %i says nothing', async (status) => {
  const models = { json: { data: [{ id: 'm' }] } }
  const { url } = await gateway(stream, { '/health': { status }, '/v1/models': models })
  expect((await measure(`${url}/v1`)).ok).toBe(2)
})

test('a name that a gateway serves and does not list', async () => {
  const { url } = await gateway(stream, { '/v1/models': { json: { data: [{ id: 'models/gemini' }] } } })
  await expect(measure(`${url}/v1`, { model: 'gemini' })).rejects.toMatchObject({ code: 'not_found' })
  expect((await measure(`${url}/v1`, { model: 'gemini', modelUnlisted: true })).ok).toBe(2)

  const pattern = await gateway(stream, { '/v1/models': { json: { data: [{ id: 'openai/*' }] } } })
  expect((await measure(`${pattern.url}/v1`, { model: 'openai/gpt' })).ok).toBe(2)
})

test('all requests of a run use the form that the server took in the trial, and the results say so', async () => {
  const { url, bodies } = await gateway((response, body, count) => {
    if ('max_tokens' in body) return refuse(response, "'max_tokens' is not supported. Use 'max_completion_tokens'.")
    if ('temperature' in body) return refuse(response, "Unsupported value: 'temperature'.")
    if ('stream_options' in body) return refuse(response, 'Unknown field: stream_options', 422)
    stream(response, body, count)
  })
  const { outcome, records, ok } = await measure(`${url}/v1`, { model: 'm' })
  expect(ok).toBe(2)
  for (const body of bodies.slice(-2)) {
    expect(body).toMatchObject({ max_completion_tokens: 4 })
    for (const name of ['max_tokens', 'temperature', 'stream_options']) expect(body).not.toHaveProperty(name)
  }
  expect(outcome.summary.notices.filter((notice) => notice.startsWith('The server refuses the field'))).toHaveLength(3)
  expect(records[0]?.flags).toEqual(expect.arrayContaining(['temperature_unsupported', 'stream_options_unsupported']))
})

test('a model that refuses 16 tokens is measured at the length of the run', async () => {
  const { url } = await gateway((response, body, count) =>
    body.max_tokens === 16
      ? refuse(response, 'Could not finish: max_tokens was reached.')
      : stream(response, body, count),
  )
  expect((await measure(`${url}/v1`, { model: 'm' })).ok).toBe(2)
})

test('without a ready check the first request is the first of the run, and errors are records with the words', async () => {
  const said = ['Concurrency limit exceeded', 'Worker local limit reached', 'STREAM_EXPLODED', 'quota exceeded']
  const { url } = await gateway((response, _body, count) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(chunk({ role: 'assistant', content: '' }))
    response.end(`data: ${JSON.stringify({ error: { message: said[count] } })}\n\ndata: [DONE]\n\n`)
  })
  const { records } = await measure(`${url}/v1`, { model: 'm', readyCheck: false }, 4)
  expect(records.map(({ error_message }) => error_message)).toEqual(said)
})

test('a server that streams no stream, or says no, is an error with its words', async () => {
  const whole = { choices: [{ index: 0, message: { content: 'one' }, finish_reason: 'stop' }] }
  const json = await gateway((response) => void response.end(JSON.stringify(whole)))
  await expect(measure(`${json.url}/v1`, { model: 'm' })).rejects.toThrow('one JSON text though a stream')
  const closed = await gateway((response) => refuse(response, 'no such key', 401))
  await expect(measure(`${closed.url}/v1`, { model: 'm' })).rejects.toThrow('answered 401: no such key')
})
