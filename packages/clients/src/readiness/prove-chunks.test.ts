import { expect, test } from 'vitest'
import { fakeServer, models, type Route } from '../../test/support/fake-server.js'
import { proveChunks } from './prove-chunks.js'

/** An answer in one piece, which counts its tokens, and the same as a stream of so many chunks. */
function sagellm({ tokens = 16, chunks = 16, finish = 'length', usage = false, underLoad = 0 } = {}) {
  const event = (delta: object, reason: string | null = null) =>
    `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: reason }] })}\n\n`
  const streamOf = (count: number) =>
    [
      event({ role: 'assistant', content: null }),
      ...Array.from({ length: count }, (_, at) => event({ content: `${at} ` })),
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
  const stream = (count: number): Route => ({ text: streamOf(count), headers: { 'content-type': 'text/event-stream' } })
  let asked = 0
  return fakeServer({
    '/v1/models': models('a'),
    // First as a stream, then in one piece, then several streams at once.
    'POST /v1/chat/completions': () => {
      asked += 1
      if (asked === 2) return whole
      return stream(asked > 3 && underLoad > 0 ? underLoad : chunks)
    },
  })
}

const prove = (server: ReturnType<typeof sagellm>, { dialect = 'sagellm', together = 1 } = {}) =>
  proveChunks({ ...server.options, model: 'a', dialect, together })
const none = { proof: null, against: null }

test('as many chunks as the same answer in one piece has tokens are the proof', async () => {
  const server = sagellm()
  expect(await prove(server)).toEqual({ proof: { tokens: 16, chunks: 16, together: 1 }, against: null })
  expect(server.bodies.filter((body) => body !== null)).toMatchObject([
    { stream: true, max_tokens: 16, temperature: 0 },
    { stream: false, max_tokens: 16, temperature: 0 },
  ])
})

test.each([
  ['other counts', sagellm({ chunks: 9 }), /had 16 tokens in one piece and 9 chunks as a stream$/],
  [
    'an answer that ended before its limit',
    sagellm({ tokens: 9, chunks: 9, finish: 'stop' }),
    /did not go on to the 16 tokens/,
  ],
])('%s are none, and that is said', async (_name, server, why) => {
  expect(await prove(server)).toEqual({ proof: null, against: expect.stringMatching(why) as string })
})

test('a stream with a usage needs no proof', async () => {
  expect(await prove(sagellm({ usage: true }))).toEqual(none)
})

test('an engine that is not known to send one chunk a token is not even asked', async () => {
  const server = sagellm()
  expect(await prove(server, { dialect: 'vllm' })).toEqual(none)
  expect(server.seen).not.toContain('POST /v1/chat/completions')
})

test('as many streams at once as the load will have are tried, at most 64', async () => {
  for (const [together, tried] of [
    [4, 4],
    [500, 64],
  ] as const) {
    const server = sagellm()
    expect(await prove(server, { together })).toEqual({
      proof: { tokens: 16, chunks: 16, together: tried },
      against: null,
    })
    expect(server.seen.filter((each) => each.startsWith('POST'))).toHaveLength(2 + tried)
  }
})

test.each([4, 15, 17])(
  '%i chunks for 16 tokens in streams at once take the proof away, in a sentence',
  async (underLoad) => {
    const { proof, against } = await prove(sagellm({ underLoad }), { together: 8 })
    expect(proof).toBeNull()
    expect(against).toContain(`of 8 at once 7 had ${underLoad} chunks for 16 tokens`)
  },
)

test('streams at once that the server refuses prove nothing, and that is said', async () => {
  const alone = sagellm()
  let asked = 0
  const fetch: typeof globalThis.fetch = (input, init) => {
    if (init?.method === 'POST') asked += 1
    return asked > 3
      ? Promise.resolve(new Response('{"detail":"full"}', { status: 429 }))
      : alone.options.fetch(input, init)
  }
  const { proof, against } = await proveChunks({ ...alone.options, fetch, model: 'a', dialect: 'sagellm', together: 3 })
  expect(proof).toBeNull()
  expect(against).toMatch(/of 3 streams at once 2 failed \(rate_limited: .*full/)
})
