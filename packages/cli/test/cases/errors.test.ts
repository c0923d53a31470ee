import { describe, expect, test } from 'vitest'
import { runCase, runWords, serveCase, verdictOf } from './run-case.js'
import { chunk, counts, data, done, finish, json, play, type Script, tokens, usage } from './scripted-server.js'

// What servers say when something goes wrong: inside a stream of status 200, instead of one, or by a status. The server's own words
// must reach the record and the terminal.

const said = 'engine died'
const after = (...pieces: string[]) => play([...tokens(5), ...pieces, done])
const body = (text: string) => play([text])

const inStreams: Readonly<Record<string, Script>> = {
  'an object': after(data({ error: { message: said, code: 500 } })),
  'a text': after(data({ error: said })),
  'beside choices': after(chunk({ delta: {} }, { error: { message: said } })),
  'inside a choice': after(chunk({ delta: {}, finish_reason: 'error', error: { message: said, code: 502 } })),
  'in a list': after(data({ errors: [{ message: said }] })),
  'beside error: true': after(data({ error: true, message: said })),
  'an object of type error': after(data({ type: 'error', error: { message: said } })),
  'an object called error': after(data({ object: 'error', message: said })),
  'a detail': after(data({ detail: said })),
  'a code and a message': after(data({ code: 1001, msg: said })),
  'an event named error, with an object': after(`event: error\n${data({ message: said })}`),
  'an event named error, after all tokens': play([
    ...tokens(10),
    finish(),
    usage(counts(10)),
    `event: error\n${data({ message: said })}`,
    done,
  ]),
  'a line named error': after(`error: ${JSON.stringify({ code: 400, message: said })}\n\n`),
  'a bare object': body(JSON.stringify({ error: { message: said } })),
  'a bare list': body(JSON.stringify([{ error: { code: 429, message: said } }])),
  'an object over lines': body(JSON.stringify({ error: { message: said } }, null, 2)),
}

test('every form of an error in a stream is a failure with the words of the server', async () => {
  const names = Object.keys(inStreams)
  const { code, stdout, records } = await runCase({ streams: Object.values(inStreams) })
  expect(Object.fromEntries(records.map((record, at) => [names[at], verdictOf(record)]))).toEqual(
    Object.fromEntries(names.map((name) => [name, { failed: 'stream_error_event', said }])),
  )
  expect(code).toBe(1)
  expect(stdout).toContain(`custom failed: stream_error_event ${names.length} (${said})`)
})

test('pages and texts under the type of a stream are failures that quote them', async () => {
  const page = '<html><style>p{color:red}</style><body><h1>502 Bad Gateway</h1></body></html>'
  const { records } = await runCase({
    streams: [body(page), body('Internal Server Error'), after('data: error: engine died\n\n'), play([done])],
  })
  expect(records.map((record) => record.error_message)).toEqual([
    'the stream ended without finish reason and without [DONE]: 502 Bad Gateway',
    'the stream ended without finish reason and without [DONE]: Internal Server Error',
    'an event that is no chunk: error: engine died',
    'a complete stream without any generated text',
  ])
})

test.each(['error', 'abort', 'network_error', 'insufficient_system_resource'])(
  'the finish reason %s is a failure, however many tokens came',
  async (reason) => {
    const { records } = await runCase({ streams: [play([...tokens(10), finish(reason), usage(counts(10)), done])] })
    expect(records[0]).toMatchObject({ error_class: 'engine_failure', output_tokens: null })
    expect(records[0]?.error_message).toContain(reason)
  },
)

const page = '<!doctype html><title>Gateway</title><script>let a</script><h1>Bad Gateway</h1>'
const window = "This model's maximum context length is 300 tokens. However, you requested 331 tokens"
const statuses: readonly (readonly [number, unknown, Readonly<Record<string, string>>, string, string])[] = [
  [400, { error: { message: window } }, {}, 'context_length_exceeded', `HTTP 400: ${window}`],
  [401, { error: { message: 'no key' } }, {}, 'auth', 'HTTP 401: no key'],
  [404, { error: { message: 'no such model' } }, {}, 'not_found', 'HTTP 404: no such model'],
  [422, { detail: [{ loc: ['body', 'n'], msg: 'bad n' }] }, {}, 'bad_request', 'bad n'],
  [429, { error: 'slow down' }, { 'retry-after': '30' }, 'rate_limited', 'slow down (Retry-After: 30)'],
  [429, '', { 'retry-after': 'Wed, 21 Oct 2030 07:28:00 GMT' }, 'rate_limited', 'Wed, 21 Oct 2030'],
  [500, page, { 'content-type': 'text/html' }, 'server_error', 'HTTP 500: Gateway Bad Gateway'],
  [503, { error: { message: 'Loading model' } }, {}, 'overloaded', 'HTTP 503: Loading model'],
  [302, '', { location: 'http://other.test/' }, 'unexpected_status', 'HTTP 302 to http://other.test/'],
  [200, page, { 'content-type': 'text/html' }, 'wrong_content_type', 'Gateway Bad Gateway'],
  [200, { error: { message: said } }, {}, 'wrong_content_type', said],
]

test('every status has its class, and carries the words of its body', async () => {
  const streams = statuses.map(([status, value, headers]) => json(status, value, headers))
  const { records } = await runCase({ streams })
  expect(records.map(({ error_class, error_message }) => [error_class, error_message])).toEqual(
    statuses.map(([, , , errorClass, words]) => [errorClass, expect.stringContaining(words)]),
  )
})

describe('where every request fails', () => {
  test('the terminal says why', async () => {
    const { code, stdout, stderr } = await runCase(
      { streams: [json(400, { error: { message: window, code: 400 } })] },
      [...['--num-prompts', '3', '--prompt-tokens', '64']],
    )
    expect(code).toBe(1)
    expect(stdout).toContain('custom failed: context_length_exceeded 3 (HTTP 400: This model')
    expect(stderr).toContain('error rate above 10 %')
  })

  test('perf says why too', async () => {
    const { url } = await serveCase({ streams: [json(400, { error: { message: window, code: 400 } })] })
    const few = ['--concurrency', '1', '--num-prompts', '2', '--rounds', '1', '--max-output-tokens', '8']
    const { code, stdout } = await runWords(['perf', '--type', 'e2e', '--backend-url', url, '--quiet', ...few])
    expect(code).toBe(1)
    expect(stdout).toMatch(/No request was answered in .*: context_length_exceeded \(HTTP 400: This model/)
  })

  test.each([
    [400, { error: { message: 'Unrecognized request argument supplied: stream_options' } }],
    [400, { error: { message: 'Unknown parameter.', param: 'stream_options', code: 'unknown_parameter' } }],
    [
      422,
      { detail: [{ type: 'extra_forbidden', loc: ['body', 'stream_options'], msg: 'Extra inputs are not permitted' }] },
    ],
    [500, { error: "create() got an unexpected keyword argument 'stream_options'" }],
  ])('stream_options that are refused with status %i are left out from then on', async (status, body) => {
    let refused = 0
    const refuses: Script = (exchange) => {
      if (!('stream_options' in exchange.body)) return play([...tokens(10), finish(), done])(exchange)
      refused += 1
      return json(status, body)(exchange)
    }
    const { code, records } = await runCase({ streams: [refuses, refuses, refuses] })
    expect([code, refused]).toEqual([0, 1])
    expect(records.map(verdictOf)).toEqual(Array(3).fill({ out: null, in: null }))
    expect(records.map(({ flags }) => flags.includes('retried'))).toEqual([true, false, false])
    for (const { flags } of records) expect(flags).toContain('stream_options_unsupported')
  })

  test('a refusal of one replica in the middle of a run is said, and so is what follows from it', async () => {
    const refusal = { detail: [{ type: 'extra_forbidden', loc: ['body', 'stream_options'], msg: 'no' }] }
    const second: Script = (exchange) =>
      'stream_options' in exchange.body ? json(422, refusal)(exchange) : play([...tokens(10), finish(), done])(exchange)
    const first = play([...tokens(10), finish(), usage(counts(10)), done])
    const { code, stdout, records } = await runCase({ streams: [first, first, second, second, first] }, [
      ...['--num-prompts', '4'],
    ])
    expect(code).toBe(0)
    const flags = records.map((record) => record.flags.filter((flag) => /^(stream_options_|retried)/.test(flag)))
    expect(flags).toEqual([
      [],
      [],
      ['stream_options_unsupported', 'retried', 'stream_options_refused'],
      ['stream_options_unsupported'],
    ])
    expect(stdout).toContain('The server refused a request of the load for its field stream_options')
    expect(stdout).not.toContain('no request carried it')
  })

  test('those that the user gave are not changed: the error names the way round it, which works', async () => {
    const refuses: Script = (exchange) =>
      'stream_options' in exchange.body
        ? json(400, { error: { message: 'Unrecognized request argument supplied: stream_options' } })(exchange)
        : play([...tokens(10), finish(), done])(exchange)
    const own = ['--extra-body', '{"stream_options":{"include_usage":true}}']
    const { records } = await runCase({ streams: [refuses] }, own)
    expect(records[0]?.error_message).toContain(`--extra-body '{"stream_options":null}'`)
    const without = await runCase({ streams: [refuses] }, ['--extra-body', '{"stream_options":null}'])
    expect(without.records.map(verdictOf)).toEqual([{ out: null, in: null }])
  })
})
