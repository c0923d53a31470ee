import type { Session } from '@sagellm-benchmark/protocol-types/sessions'
import { describe, expect, test } from 'vitest'
import { readSessions } from './read-sessions.js'

async function read(content: string | Uint8Array | readonly unknown[], format: string | null = null) {
  const text = Array.isArray(content) ? content.map((row) => `${JSON.stringify(row)}\n`).join('') : content
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : (text as Uint8Array)
  const { sessions, reading } = readSessions([bytes], { path: 'file', format })
  const found: Session[] = []
  for await (const session of sessions) found.push(session)
  return { sessions: found, reading: reading() }
}

const talk = (...texts: string[]) => texts.map((value, at) => ({ from: at % 2 === 0 ? 'human' : 'gpt', value }))
const mooncake = { session_id: 'a', timestamp: 1, input_length: 20, output_length: 2 }

describe('a file of sessions as people have them', () => {
  const rows = '{"id":"1","conversations":[{"from":"human","value":"one\u2028line"},{"from":"gpt","value":"yes"}]}'
  test.each([
    ['with a byte order mark and line ends of Windows', `\ufeff${rows}\r\n${rows}\r\n`],
    ['as one list over lines', `[\n${rows},\n${rows}\n]`],
    ['with a null among its rows', `null\n${rows}\n\n${rows}\n`],
  ])('%s', async (_, text) => {
    const { sessions, reading } = await read(text)
    expect(sessions.map(({ turns }) => turns[0]?.input)).toEqual(
      Array(2).fill({ kind: 'messages', messages: [{ role: 'user', content: 'one\u2028line' }] }),
    )
    expect(reading.format).toBe('sharegpt')
  })

  test('in UTF-16', async () => {
    const text = Uint8Array.from(Buffer.from(`\ufeff${rows}\n`, 'utf16le'))
    expect((await read(text)).sessions).toHaveLength(1)
  })

  test('with odd rows: they are passed over under their problem, and unknown fields are named', async () => {
    const { sessions, reading } = await read([
      { conversations: talk('Hi', 'Hello'), lang: 'en' },
      { conversations: [{ from: 'gpt', value: 'Nobody asked.' }] },
      { conversations: 3 },
      null,
    ])
    expect(sessions).toHaveLength(1)
    expect(reading.rows).toBe(4)
    expect(reading.passedOver.map(({ problem, firstLine }) => [firstLine, problem])).toEqual([
      [2, 'is no conversation that a person begins'],
      [3, expect.stringMatching(/^conversations: /)],
      [4, 'is no object'],
    ])
    expect(reading.fieldsWithoutEffect).toEqual(['lang'])
  })

  test('whose format no row shows is refused with what it has', async () => {
    await expect(read([{ a: 1 }])).rejects.toMatchObject({
      code: 'invalid_argument',
      hint: expect.stringMatching(/fields a; .*session_lines.*weka/),
    })
  })
})

describe('session_lines', () => {
  test('names fields of a session and of its turns that change nothing', async () => {
    const turn = { turn_id: '1', input: { kind: 'length', tokens: 8 }, thinkms: 5 }
    const { reading } = await read([{ session_id: 'a', turns: [turn], owner: 'me' }])
    expect(reading).toMatchObject({ format: 'session_lines', fieldsWithoutEffect: ['owner', 'turns.thinkms'] })
  })
})

describe('mooncake', () => {
  test('keeps ids of 64 bits apart that a double would merge', async () => {
    const row = (id: string) => `${JSON.stringify(mooncake).slice(0, -1)},"hash_ids":[${id}]}\n`
    const { sessions } = await read(row('9007199254740993') + row('9007199254740992'))
    const ids = sessions[0]?.turns.map(({ input }) => input.kind === 'blocks' && input.hashIds)
    expect(ids).toEqual([['9007199254740993'], ['9007199254740992']])
  })

  test('delta messages stand behind the live answer, without calls that the server did not make', async () => {
    const delta = { session_id: 'a', message_mode: 'delta', output_length: 4 }
    const { sessions, reading } = await read([
      { ...delta, timestamp: 5, messages: [{ role: 'user', content: 'Hi' }] },
      { ...delta, delay: 30, messages: [{ role: 'tool', tool_call_id: 'x', content: '42' }] },
    ])
    expect(sessions[0]).toMatchObject({
      startMs: 5,
      turns: [
        { continues: null },
        { continues: '1', waitMs: 30, input: { messages: [{ role: 'user', content: '42' }] }, extraBody: {} },
      ],
    })
    expect(reading.usedOtherwise[0]?.problem).toContain('tool_call_id')
  })

  test('messages of the whole history are sent as they were recorded', async () => {
    const messages = [{ role: 'tool', tool_call_id: 'x', content: '42' }]
    const { sessions } = await read([
      { ...mooncake, input_length: undefined, messages: [{ role: 'user', content: 'Hi' }] },
      { session_id: 'a', timestamp: 9, messages },
    ])
    expect(sessions[0]?.turns[1]).toMatchObject({
      continues: null,
      after: ['1'],
      notBeforeMs: 8,
      extraBody: { messages },
    })
  })
})

describe('bailian', () => {
  const row = { chat_id: 1, parent_chat_id: -1, timestamp: 3, input_length: 20, output_length: 2, hash_ids: [1] }
  test('a row whose parent was not recorded begins a session, which is told', async () => {
    const { sessions, reading } = await read([row, { ...row, chat_id: 7, parent_chat_id: 5 }])
    expect(sessions.map(({ sessionId }) => sessionId)).toEqual(['1', '7'])
    expect(reading.usedOtherwise).toEqual([
      { problem: expect.stringContaining('parent_chat_id'), rows: 1, firstLine: 2 },
    ])
  })
})

describe('weka', () => {
  const request = (t: number, ids: number[], more = {}) => ({
    type: 'n',
    t,
    in: 64 * ids.length,
    out: 1,
    hash_ids: ids,
    ...more,
  })
  const idsOf = ({ turns }: Session) => turns.map(({ input }) => (input.kind === 'blocks' ? input.hashIds : []))

  test('ids are those of a session and its subagents, unless the file calls them global', async () => {
    const sessions = (scope: string) => [
      {
        id: 'a',
        hash_id_scope: scope,
        requests: [request(0, [1]), { type: 'subagent', t: 1, requests: [request(1, [1, 2])] }],
      },
      { id: 'b', hash_id_scope: scope, requests: [request(0, [1])] },
    ]
    const local = (await read(sessions('local'))).sessions.map(idsOf)
    expect(local).toEqual([[[1], [1, 2]], [[3]]])
    const global = (await read(sessions('global'))).sessions.map(idsOf)
    expect(global).toEqual([[[1], [1, 2]], [[1]]])
  })

  test('times of a subagent may count from its own begin', async () => {
    const session = (t: number) => ({
      id: 'a',
      requests: [request(2, [1]), { type: 'subagent', t: 5, requests: [request(t, [2])] }],
    })
    const begins = async (t: number) =>
      (await read([session(t)])).sessions[0]?.turns.map(({ notBeforeMs }) => notBeforeMs)
    expect(await begins(1)).toEqual([0, 4000])
    expect(await begins(6)).toEqual([0, 4000])
  })

  test('a request that cannot be sent is left out and counted, the others stay', async () => {
    const { sessions, reading } = await read([
      { id: 'a', requests: [request(0, [1]), request(1, [], { in: 0 }), request(2, [1])] },
    ])
    expect(sessions[0]?.turns.map(({ turnId, after }) => [turnId, after])).toEqual([
      ['1', []],
      ['3', ['1']],
    ])
    expect(reading.usedOtherwise[0]?.problem).toMatch(/left out: in: /)
  })
})

describe('tracelab', () => {
  const round = { session_id: 'a', output_tokens: 2 }
  test('without events a round waits as long as the tools before it took', async () => {
    const { sessions } = await read([
      { ...round, round_index: 1, input_tokens_total: 64, prefix_tokens: 40 },
      {
        ...round,
        round_index: 0,
        newly_append_tokens: 48,
        tools: [{ tool_wall_latency_ms: 9 }, { tool_wall_latency_ms: 70 }],
      },
    ])
    expect(sessions[0]?.turns).toMatchObject([
      { turnId: '0', input: { tokens: 48, hashIds: [1, 2, 3] } },
      { turnId: '1', after: ['0'], waitMs: 70, input: { tokens: 64, hashIds: [1, 2, 4, 5] } },
    ])
  })
})

describe('otel', () => {
  const span = (id: string, from: number, to: number, attributes: object) => ({
    ...{ span_id: id, trace_id: 't', start_time: from, end_time: to },
    attributes,
  })
  const asks = (...messages: object[]) => ({ 'gen_ai.input.messages': messages, 'gen_ai.usage.output_tokens': 2 })
  const user = (content: string) => ({ role: 'user', content })

  test('a call that goes on from another brings only what is new; a span without a model is passed over', async () => {
    const { sessions, reading } = await read([
      span('a', 1_700_000_000, 1_700_000_001, { ...asks(user('Hi')), 'gen_ai.output.text': 'Hello' }),
      span('tool', 1_700_000_001, 1_700_000_002, { 'tool.name': 'ls' }),
      span('b', 1_700_000_003, 1_700_000_004, asks(user('Hi'), { role: 'assistant', content: 'Hello' }, user('Bye'))),
    ])
    expect(sessions[0]?.turns[1]).toMatchObject({
      ...{ after: ['a'], continues: 'a', waitMs: 2000 },
      input: { messages: [{ role: 'user', content: 'Bye' }] },
    })
    expect(reading.passedOver).toEqual([
      { problem: expect.stringContaining('no request to a model'), rows: 1, firstLine: 2 },
    ])
  })

  test('an answer that had not ended when a call began is not waited for', async () => {
    const { sessions } = await read([
      span('a', 10, 20, { ...asks(user('Hi')), 'gen_ai.output.text': 'A long enough answer to be told.' }),
      span('b', 15, 30, asks(user('A long enough answer to be told.'))),
    ])
    expect(sessions[0]?.turns[1]?.after).toEqual([])
  })
})
