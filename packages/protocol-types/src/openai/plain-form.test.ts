import { expect, test } from 'vitest'
import { createRandom } from '../random/index.js'
import { CompletionUsage } from './completion-usage.js'
import { readCompletionUsage, readStreamChunk } from './plain-form.js'
import { StreamChunk } from './stream-chunk.js'

const random = createRandom(7)
const oneOf = (values: readonly unknown[]): unknown => values[random.int(0, values.length - 1)]
const odd = [5, -1, 1.5, true, {}, [], ['a'], [1], { text: 'a' }, [{ type: 'text', text: 'a' }], '7', 2 ** 53, 1e308]
/** A field as it mostly is, absent, null, or odd. */
const field = (usual: () => unknown): unknown => oneOf([usual(), usual(), usual(), undefined, null, oneOf(odd)])
const text = () => oneOf(['', ' a', 'é'])
const count = () => oneOf([0, 1, 77, 2 ** 31 - 1, 2 ** 31])

/** As it comes off the wire, where there is no `undefined`. */
const onWire = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

function aDelta(): unknown {
  const names = ['role', 'content', 'reasoning', 'reasoning_content', 'thinking', 'reasoning_details', 'refusal']
  const texts = names.map((name) => [name, random.uniform() < 0.4 ? field(text) : undefined])
  const call = { function: { name: 'f', arguments: text() } }
  return {
    ...Object.fromEntries(texts),
    tool_calls: random.uniform() < 0.1 ? field(() => [call]) : undefined,
    function_call: random.uniform() < 0.1 ? field(() => call.function) : undefined,
  }
}

function aChoice(): unknown {
  return {
    index: random.uniform() < 0.8 ? random.int(0, 3) : field(() => 0),
    delta: random.uniform() < 0.8 ? aDelta() : field(aDelta),
    text: random.uniform() < 0.2 ? field(text) : undefined,
    finish_reason: random.uniform() < 0.3 ? field(() => 'stop') : null,
    token_ids: random.uniform() < 0.2 ? field(() => [1, 2]) : undefined,
    output_ids: random.uniform() < 0.1 ? field(() => [1, 2]) : undefined,
    usage: random.uniform() < 0.1 ? field(() => ({ prompt_tokens: 1 })) : undefined,
    logprobs: null,
  }
}

function aChunk(): unknown {
  if (random.uniform() < 0.02) return oneOf([null, 'text', ...odd])
  const choices = () => Array.from({ length: random.int(0, 2) }, aChoice)
  return {
    id: 'chatcmpl-1',
    model: random.uniform() < 0.8 ? 'm' : field(text),
    choices: random.uniform() < 0.9 ? choices() : field(choices),
    usage: random.uniform() < 0.2 ? field(aUsage) : undefined,
    x_groq: random.uniform() < 0.1 ? field(() => ({ usage: 1 })) : undefined,
    error: random.uniform() < 0.1 ? field(text) : undefined,
  }
}

function aUsage(): unknown {
  const sparse = (usual: () => unknown) => (random.uniform() < 0.2 ? field(usual) : undefined)
  const names = ['input_tokens', 'output_tokens', 'prompt_cache_hit_tokens', 'cached_tokens', 'cache_read_input_tokens']
  return {
    prompt_tokens: random.uniform() < 0.8 ? 12 : field(count),
    completion_tokens: random.uniform() < 0.8 ? 40 : field(count),
    total_tokens: random.uniform() < 0.8 ? 52 : field(count),
    ...Object.fromEntries(names.map((name) => [name, sparse(count)])),
    prompt_tokens_details: sparse(() => ({ cached_tokens: field(count) })),
    input_tokens_details: sparse(() => ({ cached_tokens: field(count) })),
    completion_tokens_details: sparse(() => ({ reasoning_tokens: field(count) })),
  }
}

test('events are read as the schema reads them', () => {
  let plain = 0
  for (let tries = 0; tries < 1500; tries += 1) {
    const json = onWire(aChunk())
    const parsed = StreamChunk.safeParse(json)
    const read = readStreamChunk(json)
    if (read === json) plain += 1
    if (parsed.success) expect(read).toMatchObject(parsed.data)
    else expect(read).toBeNull()
  }
  // Both ways are tried.
  expect(plain).toBeGreaterThan(150)
  expect(plain).toBeLessThan(1350)
})

test('usages are read as the schema reads them', () => {
  let plain = 0
  for (let tries = 0; tries < 1500; tries += 1) {
    const json = onWire(random.uniform() < 0.02 ? oneOf(odd) : aUsage())
    const parsed = CompletionUsage.safeParse(json)
    const read = readCompletionUsage(json)
    if (read === json) plain += 1
    if (parsed.success) expect(read).toMatchObject(parsed.data)
    else expect(read).toBeNull()
  }
  expect(plain).toBeGreaterThan(150)
  expect(plain).toBeLessThan(1350)
})

test('the events of engines have the plain form', () => {
  const event = (delta: object, reason: string | null = null) => ({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'm',
    choices: [{ index: 0, delta, logprobs: null, finish_reason: reason }],
  })
  for (const json of [
    event({ role: 'assistant', content: '' }),
    event({ content: ' a', reasoning_content: null, tool_calls: null }),
    event({}, 'stop'),
    { ...event({}), choices: [], usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 } },
    { model: 'm', choices: [{ index: 0, text: ' a', finish_reason: null }] },
  ]) {
    expect(readStreamChunk(json)).toBe(json)
  }
  const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3, prompt_tokens_details: { cached_tokens: 0 } }
  expect(readCompletionUsage(usage)).toBe(usage)
})
