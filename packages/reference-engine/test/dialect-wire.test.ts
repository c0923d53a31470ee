import { afterEach, describe, expect, test } from 'vitest'
import { bodyOf, rawExchange } from './raw-exchange.js'
import { type Chunk, serve, type ServeOptions, type Served } from './served.js'

// The facts are those recorded from a real llama-server, and read in the sources of the other servers.

let served: Served | null = null
afterEach(async () => {
  await served?.close()
  served = null
})
const start = async (dialect: string, options: ServeOptions = {}) => (served = await serve(dialect, options))
const kinds = (chunks: readonly Chunk[]) =>
  chunks.map(({ choices: [choice], usage }) => {
    if (!choice) return usage ? 'usage' : 'empty'
    const { delta = {}, finish_reason: reason } = choice
    const text = delta.content || delta.reasoning || delta.reasoning_content
    const role = 'role' in delta ? 'role' : ''
    return [role, text ? 'text' : '', reason ? 'finish' : ''].filter(Boolean).join('+') || 'nothing'
  })
const texts = (count: number, kind = 'text') => Array<string>(count).fill(kind)

describe('the order of chunks of a chat with six tokens', () => {
  test.each([
    ['openai', ['role', ...texts(6), 'finish', 'usage']],
    ['sagellm', ['role', ...texts(6), 'finish', 'usage']],
    ['vllm', ['role', ...texts(5), 'text+finish', 'usage']],
    ['sglang', ['role', ...texts(6), 'finish', 'usage']],
    ['lmdeploy', [...texts(5, 'role+text'), 'role+text+finish', 'usage']],
    ['tgi', [...texts(5, 'role+text'), 'role+text+finish', 'usage']],
    ['trtllm', ['role', ...texts(5), 'text+finish', 'usage']],
    ['ollama', ['role+text', ...texts(5), 'finish', 'usage']],
    ['llamacpp', ['role', ...texts(6), 'finish', 'usage']],
  ])('%s', async (dialect, wanted) => {
    const { stream } = await start(dialect)
    expect(kinds(await stream())).toEqual(wanted)
  })

  test.each(['openai', 'sagellm', 'vllm', 'sglang', 'lmdeploy', 'tgi', 'trtllm', 'ollama', 'llamacpp'])(
    '%s sends no usage that was not asked for',
    async (dialect) => {
      const { stream } = await start(dialect)
      expect((await stream({ stream_options: undefined })).some(({ usage }) => usage)).toBe(false)
    },
  )
})

describe('usage', () => {
  test('is null on the other chunks of LMDeploy and absent on those of vLLM', async () => {
    expect((await (await start('lmdeploy')).stream())[0]).toHaveProperty('usage', null)
    await served?.close()
    expect((await (await start('vllm')).stream())[0]).not.toHaveProperty('usage')
  })

  test('has an empty id at TGI and the answer’s own elsewhere', async () => {
    expect((await (await start('tgi')).stream()).at(-1)?.id).toBe('')
    await served?.close()
    const chunks = await (await start('ollama')).stream()
    expect(chunks.at(-1)?.id).toBe(chunks[0]?.id)
  })

  test('grows on every chunk where continuous_usage_stats is known, and only there', async () => {
    const options = { stream_options: { include_usage: true, continuous_usage_stats: true } }
    const completions = async (dialect: string) => {
      const chunks = await (await start(dialect)).stream(options)
      await served?.close()
      return chunks.map(({ usage }) => usage?.completion_tokens ?? null)
    }
    expect(await completions('vllm')).toEqual([1, 1, 2, 3, 4, 5, 6, 6])
    expect(await completions('llamacpp')).toEqual([...Array(8).fill(null), 6])
  })

  test('comes once for each choice from llama.cpp, each with its own tokens', async () => {
    const { stream } = await start('llamacpp')
    const usages = (await stream({ n: 2 })).flatMap(({ usage }) => (usage ? [usage] : []))
    expect(usages.map((usage) => usage.completion_tokens)).toEqual([6, 6])
  })

  test('tells cached tokens as the real server does with and without its flag', async () => {
    const cached = async (dialect: string, reportCachedTokens?: boolean) => {
      const options = reportCachedTokens === undefined ? {} : { server: { reportCachedTokens } }
      const { whole } = await start(dialect, options)
      const long = { messages: [{ role: 'user', content: ' water'.repeat(40) }] }
      const usages = [(await whole(long)).usage, (await whole(long)).usage]
      await served?.close()
      return usages.map((usage) => (usage.prompt_tokens_details as unknown as { cached_tokens: number })?.cached_tokens)
    }
    expect(await cached('vllm')).toEqual([undefined, undefined])
    expect(await cached('vllm', true)).toEqual([0, 32])
    expect(await cached('sglang', true)).toEqual([undefined, 32])
    expect(await cached('llamacpp')).toEqual([0, 32])
    expect(await cached('llamacpp', false)).toEqual([undefined, undefined])
  })
})

describe('text that is not there yet', () => {
  const held = { simulator: { multibyteShare: 1 } }

  test('is an empty chunk with vLLM, and held for the next with SGLang', async () => {
    expect(kinds(await (await start('vllm', held)).stream({ max_tokens: 20 }))).toContain('nothing')
    await served?.close()
    expect(kinds(await (await start('sglang', held)).stream({ max_tokens: 20 }))).not.toContain('nothing')
  })

  test('several tokens share a chunk where the engine speculates or the interval is longer', async () => {
    const draft = await start('vllm', { simulator: { draftTokens: 2, draftAcceptance: 1 } })
    expect(kinds(await draft.stream({ max_tokens: 7 })).filter((kind) => kind.startsWith('text'))).toHaveLength(3)
    await served?.close()
    const slow = await start('trtllm', { server: { streamInterval: 3 } })
    expect(kinds(await slow.stream({ max_tokens: 7 })).filter((kind) => kind.startsWith('text'))).toHaveLength(3)
  })
})

describe('reasoning', () => {
  test.each([
    ['vllm', 'reasoning'],
    ['ollama', 'reasoning'],
    ['sglang', 'reasoning_content'],
    ['llamacpp', 'reasoning_content'],
  ])('%s calls it %s', async (dialect, field) => {
    const { stream, whole } = await start(dialect, { simulator: { reasoningTokens: 2 } })
    const deltas = (await stream()).flatMap(({ choices: [choice] }) => (choice?.delta ? [choice.delta] : []))
    expect(deltas.filter((delta) => delta[field])).toHaveLength(2)
    expect(((await whole()).choices[0]?.message as Record<string, unknown>)[field]).toBeTypeOf('string')
  })

  test('is an empty field beside the content of TensorRT-LLM', async () => {
    const { stream } = await start('trtllm')
    expect((await stream())[1]?.choices[0]?.delta).toMatchObject({ reasoning_content: '' })
  })
})

describe('the bytes', () => {
  const body = { messages: [{ role: 'user', content: 'x' }], max_tokens: 3, stream: true }
  const exchange = async (dialect: string, options: ServeOptions = {}) =>
    rawExchange({ port: (await start(dialect, options)).server.port, body })

  test('of TensorRT-LLM have a space before the blank line, except the end marker', async () => {
    const text = bodyOf(await exchange('trtllm'))
    expect(text).toMatch(/\} \n\ndata: \[DONE\]\n\n$/)
  })

  test('of llama.cpp name the server, and its type has no charset', async () => {
    const { text } = await exchange('llamacpp')
    expect(text).toMatch(/^server: llama\.cpp\r$/im)
    expect(text).toMatch(/^content-type: text\/event-stream\r$/im)
    expect(text).toMatch(/^x-accel-buffering: no\r$/im)
  })

  test('of llama.cpp put role and first token, and finish and usage, into one HTTP chunk each', async () => {
    const { port } = (await start('llamacpp')).server
    const { text } = await rawExchange({ port, body: { ...body, stream_options: { include_usage: true } } })
    const chunks = text.split(/\r\n[0-9a-f]+\r\n/).filter((chunk) => chunk.startsWith('data:'))
    const events = chunks.map((chunk) => chunk.match(/^data: /gm)?.length)
    expect(events).toEqual([2, 1, 1, 2, 1])
  })

  test('of a silent stream hold comments where the server keeps connections alive', async () => {
    const slow = { simulator: { decodeStepMs: 80 }, server: { keepAliveMs: 15 } }
    expect(bodyOf(await exchange('tgi', slow))).toMatch(/^:$/m)
    await served?.close()
    expect(bodyOf(await exchange('vllm', { simulator: { decodeStepMs: 80 } }))).not.toMatch(/^:$/m)
  })
})

describe('older versions', () => {
  const older = { server: { older: true } }

  test('of LMDeploy let usage grow on every chunk and send none of its own', async () => {
    const chunks = await (await start('lmdeploy', older)).stream()
    expect(chunks.map(({ usage }) => usage?.completion_tokens)).toEqual([1, 2, 3, 4, 5, 6])
    expect(chunks.every(({ choices }) => choices.length === 1)).toBe(true)
  })

  test('of vLLM have flat errors, reasoning_content and other metric names', async () => {
    const server = await start('vllm', { simulator: { reasoningTokens: 2 }, ...older })
    expect(await server.whole({ model: 'other' })).toMatchObject({ object: 'error', code: 404 })
    expect((await server.whole()).choices[0]?.message).toHaveProperty('reasoning_content')
    expect(await server.metrics()).toContain('vllm:gpu_prefix_cache_hits_total')
    expect(await server.metrics()).not.toContain('vllm:prefix_cache_hits_total')
  })
})

describe('llama.cpp', () => {
  test('tells its timings, which add up to the counts', async () => {
    const { stream } = await start('llamacpp')
    expect((await stream()).at(-1)?.timings).toMatchObject({ prompt_n: expect.any(Number), predicted_n: 6 })
    expect((await stream({ stream_options: undefined })).at(-1)?.timings).toMatchObject({ predicted_n: 6 })
  })

  test('sends progress before anything is generated', async () => {
    const chunks = await (await start('llamacpp')).stream({ return_progress: true })
    expect(chunks[0]).toMatchObject({ choices: [{ delta: { role: 'assistant', content: null } }] })
    expect(chunks[0]).toHaveProperty('prompt_progress.total')
  })

  test('answers max_tokens 0 with nothing, where others refuse', async () => {
    expect(await (await start('llamacpp')).whole({ max_tokens: 0 })).toMatchObject({
      choices: [{ finish_reason: 'length', message: { content: '' } }],
    })
    await served?.close()
    expect(await (await start('vllm')).whole({ max_tokens: 0 })).toHaveProperty('error.param', 'max_tokens')
  })

  test('serves whatever model it is asked for, under its own name', async () => {
    expect(await (await start('llamacpp')).whole({ model: 'other' })).toMatchObject({ model: 'reference-tiny' })
    await served?.close()
    expect(await (await start('vllm')).whole({ model: 'other' })).toHaveProperty('error.type', 'NotFoundError')
  })
})
