import { expect, test } from 'vitest'
import { fakeServer, models, type Route } from '../../test/support/fake-server.js'
import { proveChunks } from './prove-chunks.js'

/** An answer in one piece, which counts its tokens, and the same as a stream of so many chunks. */
function sagellm({ tokens = 16, chunks = 16, finish = 'length', usage = false } = {}) {
  const event = (delta: object, reason: string | null = null) =>
    `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: reason }] })}\n\n`
  const text = [
    event({ role: 'assistant', content: null }),
    ...Array.from({ length: chunks }, (_, at) => event({ content: `${at} ` })),
    event({ content: null }, 'stop'),
    ...(usage
      ? [`data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 16 } })}\n\n`]
      : []),
    'data: [DONE]\n\n',
  ].join('')
  const whole: Route = {
    json: {
      choices: [{ index: 0, message: { role: 'assistant', content: 'a' }, finish_reason: finish }],
      usage: { prompt_tokens: 3, completion_tokens: tokens, total_tokens: 3 + tokens },
    },
  }
  const stream: Route = { text, headers: { 'content-type': 'text/event-stream' } }
  let asked = 0
  return fakeServer({
    '/v1/models': models('a'),
    // First as a stream, then in one piece.
    'POST /v1/chat/completions': () => {
      asked += 1
      return asked % 2 === 1 ? stream : whole
    },
  })
}

const prove = (server: ReturnType<typeof sagellm>, dialect = 'sagellm') =>
  proveChunks({ ...server.options, model: 'a', dialect })

test('as many chunks as the same answer in one piece has tokens are the proof', async () => {
  const server = sagellm()
  expect(await prove(server)).toEqual({ tokens: 16, chunks: 16 })
  expect(server.bodies.filter((body) => body !== null)).toMatchObject([
    { stream: true, max_tokens: 16, temperature: 0 },
    { stream: false, max_tokens: 16, temperature: 0 },
  ])
})

test.each([
  ['other counts', sagellm({ chunks: 9 })],
  ['an answer that ended before its limit', sagellm({ tokens: 9, chunks: 9, finish: 'stop' })],
  ['a stream with a usage, which needs no proof', sagellm({ usage: true })],
])('%s are none', async (_name, server) => {
  expect(await prove(server)).toBeNull()
})

test('an engine that is not known to send one chunk a token is not even asked', async () => {
  const server = sagellm()
  expect(await prove(server, 'vllm')).toBeNull()
  expect(server.seen).not.toContain('POST /v1/chat/completions')
})
