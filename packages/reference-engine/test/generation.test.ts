import { afterEach, describe, expect, test } from 'vitest'
import { serve, type ServeOptions, type Served, jsonOf } from './served.js'

let served: Served | null = null
afterEach(async () => {
  await served?.close()
  served = null
})
const start = async (dialect = 'openai', options: ServeOptions = {}) => (served = await serve(dialect, options))
const talkative = { simulator: { naturalOutputTokens: 5 } }

describe('the length of an answer', () => {
  const lengthOf = async (server: Served, more: object) => {
    const { usage, choices } = await server.whole({ max_tokens: 60, ...more })
    return { tokens: usage.completion_tokens as number, reason: choices[0]?.finish_reason }
  }

  test('is the model’s own, unless ignore_eos forces it', async () => {
    const server = await start('vllm', talkative)
    const own = await lengthOf(server, {})
    expect(own).toEqual({ tokens: expect.any(Number), reason: 'stop' })
    expect(own.tokens).toBeLessThan(60)
    expect(await lengthOf(server, { ignore_eos: true })).toEqual({ tokens: 60, reason: 'length' })
  })

  test('has a lower bound where the dialect knows one, under its own name', async () => {
    const atLeast = async (dialect: string, more: object) => {
      const { tokens } = await lengthOf(await start(dialect, talkative), more)
      await served?.close()
      return tokens >= 40
    }
    expect(await atLeast('vllm', { min_tokens: 40 })).toBe(true)
    expect(await atLeast('lmdeploy', { min_new_tokens: 40 })).toBe(true)
    expect(await atLeast('lmdeploy', { min_tokens: 40 })).toBe(false)
    expect(await atLeast('llamacpp', { min_tokens: 40 })).toBe(false)
    expect(await atLeast('ollama', { ignore_eos: true, min_tokens: 40 })).toBe(false)
  })

  test('ends before a stop string', async () => {
    const server = await start()
    const [full] = (await server.whole({ max_tokens: 30 })).choices
    const text = (full?.message as { content: string }).content
    const stop = text.slice(20, 26)
    const [cut] = (await server.whole({ max_tokens: 30, stop: [stop] })).choices
    expect((cut?.message as { content: string }).content).toBe(text.slice(0, text.indexOf(stop)))
    expect(cut?.finish_reason).toBe('stop')
  })
})

describe('several choices', () => {
  test('have an index each and one usage for all', async () => {
    const server = await start()
    const { choices, usage } = await server.whole({ n: 3, temperature: 1, seed: 4 })
    expect(choices.map(({ index }) => index)).toEqual([0, 1, 2])
    expect(usage.completion_tokens).toBe(18)
    const chunks = await server.stream({ n: 3 })
    expect(new Set(chunks.flatMap(({ choices: [choice] }) => choice?.index ?? []))).toEqual(new Set([0, 1, 2]))
    expect(chunks.at(-1)?.usage?.completion_tokens).toBe(18)
  })
})

describe('a tool call', () => {
  test('comes as one named call whose arguments are JSON', async () => {
    const tools = [{ type: 'function', function: { name: 'look_up', parameters: {} } }]
    const chunks = await (await start()).stream({ tools, tool_choice: 'required', max_tokens: 30 })
    const calls = chunks.flatMap(({ choices: [choice] }) => (choice?.delta?.tool_calls as ToolCall[] | undefined) ?? [])
    expect(calls[0]?.function.name).toBe('look_up')
    expect(calls.slice(1).some((call) => call.function.name !== undefined)).toBe(false)
    expect(JSON.parse(calls.map((call) => call.function.arguments).join(''))).toHaveProperty('text')
  })
})

type ToolCall = { readonly function: { readonly name?: string; readonly arguments: string } }

describe('token ids', () => {
  test('come under the dialect’s own name, and decode to the text', async () => {
    for (const [dialect, field] of [
      ['vllm', 'token_ids'],
      ['lmdeploy', 'output_ids'],
    ] as const) {
      const server = await start(dialect)
      const [choice] = (await server.whole({ return_token_ids: true })).choices
      const ids = choice?.[field] as number[]
      expect(ids).toHaveLength(6)
      expect(server.engine.tokenizer.decode(ids)).toBe((choice?.message as { content: string }).content)
      await server.close()
      served = null
    }
  })

  test('are in logprobs, one entry a token, with probabilities that are not known', async () => {
    const { choices } = await (await start('llamacpp')).whole({ logprobs: true })
    const { content } = choices[0]?.logprobs as { content: { id: number; logprob: unknown }[] }
    expect(content).toHaveLength(6)
    expect(content.every(({ logprob }) => logprob === null)).toBe(true)
  })

  test('are taken as a prompt, whose length is then exact', async () => {
    const server = await start()
    const answer = await server.post('/v1/completions', { prompt: [5, 6, 7, 8], max_tokens: 2 })
    expect((await jsonOf(answer)).usage).toMatchObject({ prompt_tokens: 4, completion_tokens: 2 })
  })
})

describe('tokenise', () => {
  test.each([
    ['vllm', { prompt: ' water river' }, { count: 2 }],
    ['sglang', { prompt: ' water river' }, { count: 2 }],
    ['llamacpp', { content: ' water river' }, { tokens: [expect.any(Number), expect.any(Number)] }],
    ['tgi', { inputs: ' water river' }, [{ text: ' water', start: 0, stop: 6 }, { text: ' river' }]],
  ])('%s counts a text in its own form', async (dialect, body, wanted) => {
    expect(await jsonOf(await (await start(dialect)).post('/tokenize', body))).toMatchObject(wanted)
  })

  test('counts what usage then counts', async () => {
    const server = await start()
    const { count } = await jsonOf(await server.post('/tokenize', { prompt: 'Once the harbour' }))
    const answer = await server.post('/v1/completions', { prompt: 'Once the harbour', max_tokens: 1 })
    expect((await jsonOf(answer)).usage.prompt_tokens).toBe(count)
  })

  test('and back again', async () => {
    const server = await start()
    const { tokens } = await jsonOf(await server.post('/tokenize', { prompt: ' café 波' }))
    expect(await jsonOf(await server.post('/detokenize', { tokens }))).toEqual({ prompt: ' café 波' })
  })
})

describe('the context', () => {
  const long = { messages: [{ role: 'user', content: ' water'.repeat(600) }] }

  test('is named in a refusal with status 400, in a stream too', async () => {
    const server = await start('vllm')
    const answer = await server.post('/v1/chat/completions', { ...long, stream: true })
    expect(answer.status).toBe(400)
    expect((await jsonOf(answer)).error.message).toContain("the model's context length is only 512 tokens")
  })

  test('shortens the prompt without a word with Ollama', async () => {
    const { usage } = await (await start('ollama')).whole(long)
    expect(usage.prompt_tokens).toBeLessThan(512)
  })

  test('clips the answer with llama.cpp', async () => {
    const { usage, choices } = await (await start('llamacpp')).whole({ max_tokens: 5000, ignore_eos: true })
    expect((usage.prompt_tokens as number) + (usage.completion_tokens as number)).toBe(512)
    expect(choices[0]?.finish_reason).toBe('length')
  })
})
