import { describe, expect, test } from 'vitest'
import { runAgainst, runCase, serveCase, verdictOf } from './run-case.js'
import { answer, json, play, type Script, tokens, ending, wholeAnswer } from './scripted-server.js'

// Before a run: is the server there, which model does it serve, and which requests does it take?

const good = { out: 10, in: 12 }
const refuse = (message: string, status = 400) => json(status, { error: { message } })
/** A good answer in the form that was asked for, unless a field refuses. */
const unless =
  (refused: (body: Readonly<Record<string, unknown>>) => boolean, refusal: Script): Script =>
  (exchange) => {
    if (refused(exchange.body)) return refusal(exchange)
    return exchange.body.stream === true ? answer()(exchange) : wholeAnswer(exchange)
  }
const both = (script: Script) => ({ streams: [script], whole: script })

test.each([302, 400, 401, 405, 418, 421, 429, 500, 501, 503])(
  'a /health of status %i decides nothing: the list of models does',
  async (status) => {
    const { code, records } = await runCase({ routes: { 'GET /health': json(status, '', { location: '/login' }) } })
    expect({ code, records: records.map(verdictOf) }).toEqual({ code: 0, records: [good] })
  },
)

describe('the list of models', () => {
  const named = ['--model', 'gpt-x']

  test.each([401, 403, 404, 405, 500, 501])('of status %i does not matter where the model is named', async (status) => {
    const { code } = await runCase({ routes: { 'GET /v1/models': refuse('no', status) } }, named)
    expect(code).toBe(0)
  })

  test('is not needed under an address of a deployment, whose query is sent along', async () => {
    const seen: string[] = []
    const path = '/openai/deployments/gpt-x/chat/completions'
    const script: Script = (exchange) => {
      seen.push(exchange.request.url as string)
      return exchange.body.stream === true ? answer()(exchange) : wholeAnswer(exchange)
    }
    const server = await serveCase({ routes: { [`POST ${path}`]: script } })
    const address = `http://127.0.0.1:${server.port}/openai/deployments/gpt-x?api-version=2025-01-01-preview`
    const { code } = await runAgainst(address, ['--num-prompts', '1', ...named])
    expect(code).toBe(0)
    expect(new Set(seen)).toEqual(new Set([`${path}?api-version=2025-01-01-preview`]))
  })

  test.each([
    ['an empty one', { data: [] }],
    ['a pattern', { data: [{ id: 'openai/*' }] }],
    ['none', { data: null }],
    ['a web page', '<html>'],
  ])('that is %s contradicts no name', async (_name, models) => {
    expect((await runCase({ models }, named)).code).toBe(0)
  })

  test('that lacks the name is an error, and a flag sends it all the same', async () => {
    const models = { data: [{ id: 'models/gemini' }, { id: 'llama3:latest' }] }
    const refused = await runCase({ models }, named)
    expect(refused).toMatchObject({ code: 2, records: [] })
    expect(refused.stderr).toMatch(/does not serve gpt-x; it serves models\/gemini, llama3:latest.*--model-unlisted/)
    expect((await runCase({ models }, [...named, '--model-unlisted'])).code).toBe(0)
    const judged = { streams: [refuse('The model gpt-x does not exist', 404)], models }
    const { code, stderr } = await runCase(judged, [...named, '--model-unlisted'])
    expect(code).toBe(1)
    expect(stderr).toContain('answered 404: The model gpt-x does not exist')
  })

  test('of thousands is cut in the message, and one with a pattern alone asks for a name', async () => {
    const many = { data: Array.from({ length: 5000 }, (_, at) => ({ id: `model-${at}` })) }
    const several = await runCase({ models: many })
    expect(several.code).toBe(2)
    expect(several.stderr).toMatch(
      /serves several models: model-0, .*model-19 and 4980 more; say which one with --model/,
    )
    const pattern = await runCase({ models: { data: [{ id: 'openai/*' }] } })
    expect(pattern.stderr).toMatch(/lists a pattern instead of a model: openai\/\*; name the model with --model/)
    expect(pattern.code).toBe(2)
  })
})

describe('the trial request', () => {
  test.each(['ignore_eos', 'max_tokens'])('goes on without %s where the server refuses it by name', async (name) => {
    const words =
      name === 'max_tokens' ? "Use 'max_completion_tokens' instead of 'max_tokens'." : `${name} is not supported`
    const script = unless((body) => name in body, refuse(words))
    const server = await serveCase({ ...both(script), models: { data: [{ id: 'm', owned_by: 'vllm' }] } })
    const { code, stderr } = await runAgainst(server.url, [...['--num-prompts', '1']])
    expect(code).toBe(0)
    if (name !== 'ignore_eos') expect(stderr).toContain(`The server refuses the field ${name}`)
    expect(server.streams.every((body) => !(name in body))).toBe(true)
  })

  test('ends where the server refuses the temperature, with its words and the way out', async () => {
    const script = both(unless((body) => body.temperature === 0, refuse('temperature must be > 0')))
    const { code, stderr, records } = await runCase(script)
    expect({ code, records }).toEqual({ code: 1, records: [] })
    expect(stderr).toMatch(/temperature must be > 0; the temperature 0 was asked for .*--temperature/)
    expect((await runCase(script, ['--temperature', '0.5'])).code).toBe(0)
  })

  test('carries --extra-body, which may take fields out', async () => {
    const script = unless((body) => 'max_tokens' in body || 'temperature' in body, refuse('no such field'))
    const extra = '{"max_tokens":null,"max_completion_tokens":10,"temperature":null}'
    const { code, records } = await runCase(both(script), ['--extra-body', extra])
    expect({ code, records: records.map(verdictOf) }).toEqual({ code: 0, records: [good] })
  })

  test('is asked again in the length of the run where a short one is refused', async () => {
    const script = unless(
      (body) => (body.max_tokens as number) < 32,
      refuse('Could not finish the message because max_tokens was reached.'),
    )
    expect((await runCase(both(script), ['--output-tokens', '64'])).code).toBe(0)
  })

  test('may be answered with status 201, and with a stream', async () => {
    expect((await runCase({ whole: json(201, { choices: [{ message: { content: 'x' } }] }) })).code).toBe(0)
    expect((await runCase({ whole: play([...tokens(1), ...ending(1)]) })).code).toBe(0)
  })

  test('that is refused for good ends the wait at once, with the words of the server', async () => {
    const { code, stderr } = await runCase(both(refuse('quota exceeded for this project', 403)), [
      '--server-wait',
      '60',
    ])
    expect(code).toBe(1)
    expect(stderr).toMatch(/cannot be measured: the trial request answered 403: quota exceeded for this project/)
  })

  test('is repeated while the server loads its model', async () => {
    let loading = 2
    const script: Script = (exchange) => {
      if (loading-- > 0) return refuse('Loading model', 503)(exchange)
      return exchange.body.stream === true ? answer()(exchange) : wholeAnswer(exchange)
    }
    expect((await runCase(both(script), ['--server-wait', '20'])).code).toBe(0)
  })
})
