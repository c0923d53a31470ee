import { describe, expect, test } from 'vitest'
import { runAgainst, runCase, serveCase } from './run-case.js'
import { counts, done, finish, json, play, type Script, tokens, usage } from './scripted-server.js'

// Lengths that were asked for, and what servers make of them.

const textOf = (body: Readonly<Record<string, unknown>>) =>
  (body.messages as readonly { readonly content: string }[]).map(({ content }) => content).join(' ')
const wordsOf = (text: string) => text.split(/\s+/).filter(Boolean).length

/** As vLLM does: it lists itself as the owner, and counts tokens, here words. */
const vllm = {
  models: { data: [{ id: 'm', owned_by: 'vllm' }] },
  routes: {
    'POST /tokenize': (({ body, ...exchange }) =>
      json(200, { count: wordsOf((body.prompt as string | undefined) ?? textOf(body)), tokens: [] })({
        body,
        ...exchange,
      })) satisfies Script,
  },
}
const answerOf =
  (output: number, prompt: (words: number) => number = (words) => words): Script =>
  (exchange) => {
    const read = prompt(wordsOf(textOf(exchange.body)))
    return play([...tokens(output), finish(), usage(counts(output, read)), done])(exchange)
  }

test('a prompt is as long as the server counts it', async () => {
  const { records } = await runCase({ ...vllm, streams: [answerOf(10), answerOf(10)] }, [
    ...['--prompt-tokens', '300', '--language', 'en'],
  ])
  expect(records.map((record) => record.prompt_tokens)).toEqual([300, 300])
  expect(records.flatMap((record) => record.flags)).not.toContain('prompt_length_missed')
})

test('no count is asked for between the first measured request and the last', async () => {
  const server = await serveCase({ ...vllm, streams: [answerOf(5)] })
  const { code } = await runAgainst(server.url, [
    ...[
      '--num-prompts',
      '40',
      '--concurrency',
      '4',
      '--prompt-tokens',
      '60',
      '--language',
      'en',
      '--output-tokens',
      '5',
    ],
  ])
  expect(code).toBe(0)
  const paths = server.requests
  const first = paths.length - server.streams.length
  expect(server.streams).toHaveLength(40)
  expect(paths.slice(first)).not.toContain('POST /tokenize')
})

describe('a server that does not keep to a length', () => {
  test('is flagged where the answer is shorter or longer than asked for', async () => {
    const server = await serveCase({ ...vllm, streams: [answerOf(4), answerOf(10), answerOf(13)] })
    const { records } = await runAgainst(server.url, ['--num-prompts', '3', '--ignore-eos'])
    expect(records.map((record) => record.output_tokens)).toEqual([4, 10, 13])
    const flags = records.map((record) => record.flags.filter((flag) => flag.startsWith('output_')))
    expect(flags).toEqual([['output_short'], [], ['output_long']])
  })

  test('is flagged where it reads another prompt than was sent', async () => {
    const { stdout, records } = await runCase({ ...vllm, streams: [answerOf(10, () => 20)] }, [
      ...['--prompt-tokens', '300', '--language', 'en'],
    ])
    expect(records[0]?.flags).toContain('prompt_truncated')
    expect(stdout).toContain('PROMPT TRUNCATED')
  })

  test('a window that holds prompt and answer together shortens what is sent, and the terminal says so', async () => {
    const models = { data: [{ id: 'm', owned_by: 'vllm', max_model_len: 200 }] }
    const { stdout, records } = await runCase({ ...vllm, models, streams: [answerOf(10)] }, [
      ...['--prompt-tokens', '300', '--language', 'en'],
    ])
    expect(records[0]?.prompt_tokens).toBeLessThanOrEqual(190)
    expect(stdout).toContain('were asked for')
  })
})
