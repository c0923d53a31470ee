import { type PlannedRequest, RunPlan, type RunPlanInput } from '@sagellm-benchmark/protocol-types'
import { describe, expect, test } from 'vitest'
import { planRequests } from '../plan/plan-requests.js'
import { plannedFiles, plannedTraces } from '../plan/plan-resources.js'
import { expandPlan } from '../testing/expand-plan.js'
import { readTrace } from '../traces/read-trace.js'
import type { Trace } from '../traces/trace.js'

type WorkloadInput = RunPlanInput['workloads'][number]
type Wish = Partial<WorkloadInput> & { readonly rounds?: number; readonly warmup?: number; readonly seed?: number }

function planOf(source: string, sourceOptions: object, { rounds = 1, warmup = 0, seed = 0, ...others }: Wish = {}) {
  const workload = {
    name: 'A',
    source,
    sourceOptions,
    promptTokens: 32,
    outputTokens: 8,
    requests: 3,
    load: { kind: 'closed', concurrency: 1 },
    ...others,
  }
  return RunPlan.parse({ target: { kind: 'cpu' }, workloads: [workload], rounds, warmup: { requests: warmup }, seed })
}

const textOf = ({ request: { input } }: PlannedRequest): string =>
  input.kind === 'messages' ? input.messages.map(({ content }) => content).join('|') : JSON.stringify(input)
const expand = (plan: RunPlan, text: string) => [...expandPlan(plan, { files: { f: text } })]
const texts = (plan: RunPlan, text: string) => expand(plan, text).map(textOf)

const lines = (...items: object[]) => items.map((item) => `${JSON.stringify(item)}\n`).join('')
const prompts = (count: number) =>
  lines(...Array.from({ length: count }, (_, at) => ({ prompt: `prompt number ${at}` })))

describe('a file of prompts', () => {
  test('is named by the plan, and read by the caller', () => {
    expect(plannedFiles(planOf('file', { path: 'p.jsonl' }))).toEqual(['p.jsonl'])
    expect(() => [...expandPlan(planOf('file', { path: 'p.jsonl' }))]).toThrow(/content of p\.jsonl was not given/)
  })

  test('is sent in its order, across warm-up and rounds, none twice', () => {
    const sent = texts(planOf('file', { path: 'f' }, { rounds: 2, warmup: 1 }), prompts(7))
    expect(sent).toEqual(Array.from({ length: 7 }, (_, at) => `prompt number ${at}`))
  })

  test('a prompt is sent as it stands, as text or as messages', () => {
    const turns = [
      { role: 'system', content: 'Be short.' },
      { role: 'user', content: 'Hi' },
    ]
    const file = lines({ messages: turns }, { prompt: ' spaces stay ' }, { messages: turns })
    const [first, second] = expand(planOf('file', { path: 'f' }), file)
    expect(first?.request.input).toEqual({ kind: 'messages', messages: turns })
    expect(second?.request.input).toEqual({ kind: 'messages', messages: [{ role: 'user', content: ' spaces stay ' }] })
    const [asText] = [...expandPlan(planOf('file', { path: 'f' }), { files: { f: file }, form: 'text' })]
    expect(asText?.request.input).toEqual({ kind: 'text', text: 'Be short.\nUser: Hi\nAssistant:' })
  })

  test.each(['output_tokens', 'max_tokens', 'max_completion_tokens', 'output_len', 'output_length'])(
    'a line may name the tokens that it wants in %s',
    (name) => {
      const file = lines({ id: 7, prompt: 'a', [name]: 7 }, { prompt: 'b' }, { prompt: 'c' })
      expect(expand(planOf('file', { path: 'f' }), file).map(({ request }) => request.maxTokens)).toEqual([7, 8, 8])
    },
  )

  test.each([
    [{ prompt: 'a', temperature: 0.9 }, 'f line 1: field temperature would change the request and is not sent'],
    [{ prompt: 'a', tools: [], tool_choice: 'required' }, 'field tools, tool_choice would change the request'],
    [{ messages: [{ role: 'user', content: 'a', name: 'x' }] }, 'field messages.0.name would change the request'],
    [{ prompt: 'a', max_tokens: 7, output_len: 8 }, 'give one of output_tokens, max_tokens'],
  ])('a field that is not sent is refused by name (%#)', (line, message) => {
    expect(() => expand(planOf('file', { path: 'f' }, { requests: 1 }), lines(line))).toThrow(message)
  })

  test('a line may say how many tokens are wanted', () => {
    const file = lines({ prompt: 'a', output_tokens: 77 }, { prompt: 'b' }, { prompt: 'c' })
    expect(expand(planOf('file', { path: 'f' }), file).map(({ request }) => request.maxTokens)).toEqual([77, 8, 8])
  })

  test('its true lengths are recorded, not those of the workload', () => {
    const tokenizer = { name: 'letters', encode: (text: string) => [...text].map(() => 1), decode: () => '' }
    const planned = [...expandPlan(planOf('file', { path: 'f' }), { files: { f: prompts(3) }, tokenizer })]
    expect(planned.map(({ intendedPromptTokens }) => intendedPromptTokens)).toEqual([15, 15, 15])
  })

  test('too few prompts are refused before anything is sent', () => {
    expect(() => expand(planOf('file', { path: 'f' }, { rounds: 2 }), prompts(5))).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        hint: 'f has 5 usable prompts, and those of the warm-up count too: ask for fewer, leave the warm-up out, or let them repeat',
      }),
    )
  })

  test('repeat begins anew', () => {
    expect(texts(planOf('file', { path: 'f', repeat: true }), prompts(2))).toEqual([
      'prompt number 0',
      'prompt number 1',
      'prompt number 0',
    ])
  })

  test('load that only its duration ends is refused at the prompt that is missing', () => {
    const base = planOf('file', { path: 'f' })
    const plan: RunPlan = { ...base, stop: { ...base.stop, byRequests: false, durationSeconds: 9 } }
    const part = { workload: 'A', phase: 'measured', round: 0, count: Number.POSITIVE_INFINITY } as const
    const sent = planRequests(plan, part, { files: { f: prompts(2) } })
    expect([sent.next().done, sent.next().done]).toEqual([false, false])
    expect(() => sent.next()).toThrow(/requests cannot be 3/)
  })

  test('a shared prefix cannot be put before it', () => {
    expect(() => expand(planOf('file', { path: 'f' }, { sharedPrefixTokens: 8 }), prompts(3))).toThrow(
      /sharedPrefixTokens of workload A cannot be 8/,
    )
  })

  test.each([
    ['not JSON', '{"prompt": "a"}\n{"prompt":\n', 'f line 2 is not JSON'],
    ['a wrong field', '{"prompt": 4}\n', /^f line 1: field prompt: [^\n]+$/],
    ['a wrong role', '{"messages": [{"role": "robot", "content": ""}]}', /^f line 1: field messages\.0\.role: [^\n]+$/],
    ['neither prompt nor messages', '\n\n{"id": "a"}\n', 'f line 3: give either prompt or messages'],
    ['both', '{"prompt": "a", "messages": [{"role": "user", "content": "a"}]}', /either prompt or messages/],
    ['nothing', ' \n', 'f is empty'],
  ])('%s is one line that names file and place', (_what, text, message) => {
    expect(() => expand(planOf('file', { path: 'f' }), text)).toThrow(
      expect.objectContaining({ code: 'corrupt_data', message: expect.stringMatching(message) }),
    )
  })
})

/** The requests of a plan whose data set is read as the program does. */
async function expandRows(plan: RunPlan, text: string): Promise<PlannedRequest[]> {
  const traces = new Map<string, Trace>()
  for (const [key, options] of plannedTraces(plan))
    traces.set(key, await readTrace([new TextEncoder().encode(text)], options))
  return [...expandPlan(plan, { traces })]
}
const rowTexts = async (plan: RunPlan, text: string) => (await expandRows(plan, text)).map(textOf)

describe('a ShareGPT file', () => {
  const talk = (from: string, value: string, reply = 'A reply of some words.') => ({
    id: 'x1',
    conversations: [
      { from, value },
      { from: 'gpt', value: reply },
    ],
  })
  const file = (...items: unknown[]) => JSON.stringify(items)
  const many = file(...Array.from({ length: 40 }, (_, at) => talk('human', `Question number ${at}, if you please?`)))

  test('is sent in an order that the seed decides', async () => {
    const sent = (seed: number) => rowTexts(planOf('sharegpt', { path: 'f' }, { seed, requests: 20 }), many)
    const [one, two] = [await sent(1), await sent(2)]
    expect(await sent(1)).toEqual(one)
    expect(one).not.toEqual(two)
    expect(new Set(one).size).toBe(20)
  })

  test('only first turns of people that somebody answers are prompts', async () => {
    const usable = file(
      talk('gpt', 'I begin, which is not allowed.'),
      { id: 'no conversation' },
      { conversations: [{ from: 'human', value: 'Nobody answers this question, alas.' }] },
      {
        conversations: [
          { from: 'system', value: 'Be brief.' },
          ...talk('user', 'What is the usable question?').conversations,
        ],
      },
      talk('human', '  '),
    )
    expect(await rowTexts(planOf('sharegpt', { path: 'f' }, { requests: 1 }), usable)).toEqual([
      'What is the usable question?',
    ])
  })

  test.each([
    ['rows that are none', file(null, 'text', 7, { conversations: null }, talk('human', 'The one question?'))],
    ['turns without text', file(talk('human', null as never), talk('human', 'The one question?'))],
    ['names in capitals', file(talk('USER', 'The one question?'))],
    ['the key conversation', file({ conversation: talk('human', 'The one question?').conversations })],
    [
      'role and content',
      file({
        conversations: [
          { role: 'user', content: 'The one question?' },
          { role: 'assistant', content: 'A' },
        ],
      }),
    ],
    ['the key messages', file({ messages: talk('human', 'The one question?').conversations })],
    ['the name prompter', file(talk('prompter', 'The one question?'))],
    ['turns with text', file({ conversations: ['human', 'gpt'].map((from) => ({ from, text: 'The one question?' })) })],
    ['one object a line', `${JSON.stringify(talk('human', 'The one question?'))}\nnull\n`],
  ])('%s: the usable conversation is read', async (_what, text) => {
    expect(await rowTexts(planOf('sharegpt', { path: 'f' }, { requests: 1 }), text)).toEqual(['The one question?'])
  })

  test('prompts outside the bounds are passed over', async () => {
    const mixed = file(
      talk('human', 'Hi'),
      talk('human', 'x'.repeat(9000)),
      talk('human', 'Just long enough to be used.'),
    )
    expect(await rowTexts(planOf('sharegpt', { path: 'f' }, { requests: 1 }), mixed)).toEqual([
      'Just long enough to be used.',
    ])
    await expect(expandRows(planOf('sharegpt', { path: 'f' }), mixed)).rejects.toThrow(/requests cannot be 3/)
  })

  test('answers are as long as the workload says, or as the recorded reply', async () => {
    const one = file(talk('human', 'How long will you talk to me?', 'word '.repeat(40)))
    const maxTokens = async (options: object) =>
      (await expandRows(planOf('sharegpt', { path: 'f', ...options }, { requests: 1 }), one))[0]?.request.maxTokens
    expect(await maxTokens({})).toBe(8)
    expect(await maxTokens({ outputs: 'reply' })).toBe(50)
  })

  test.each([
    ['cut short', '[{"conversations": [', /^f is not JSON: it ends inside of a value, at line 1$/],
    ['another shape', '"data"', /^f has no usable row of the format sharegpt/],
    ['an object of another shape', '{"data": []}', /a person begins/],
    ['nothing usable', '[{"id": 1}]', /a person begins/],
  ])('%s is one line that names the file', async (_what, text, message) => {
    await expect(expandRows(planOf('sharegpt', { path: 'f' }), text)).rejects.toMatchObject({
      code: 'corrupt_data',
      message: expect.stringMatching(message),
    })
  })

  test('options that it does not take are named', () => {
    for (const use of [plannedTraces, (plan: RunPlan) => expand(plan, many)]) {
      expect(() => use(planOf('sharegpt', { path: 'f', shuffle: true }))).toThrow(/sourceOptions of (source|workload)/)
      expect(() => use(planOf('sharegpt', {}))).toThrow(
        expect.objectContaining({ code: 'invalid_argument', message: expect.stringContaining('sourceOptions.path') }),
      )
    }
  })
})
