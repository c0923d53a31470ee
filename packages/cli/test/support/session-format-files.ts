import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A made file of sessions, and what it asks for. */
export type SessionFormatFile = {
  readonly path: string
  /** Turns of each session, in the order in which they are sent one after the other: what each waits for. */
  readonly after: Readonly<Record<string, readonly (readonly string[])[]>>
  /** Prompt tokens of each turn, where the file says them. */
  readonly promptTokens?: Readonly<Record<string, readonly number[]>>
  /** Tokens of each answer, where the file says them. */
  readonly outputTokens?: Readonly<Record<string, readonly number[]>>
  /** Prompt tokens that an infinite cache of blocks of 16 finds, one session after the other, where the file has ids. */
  readonly cachedTokens?: Readonly<Record<string, readonly number[]>>
  /** Recorded begins from the first one, ms. */
  readonly starts?: Readonly<Record<string, number>>
}

type Made = SessionFormatFile & { readonly content: string }

const lines = (rows: readonly unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('')
const line = (after: string[], id: number) => ({ turn_id: `t${id}`, after, input: { kind: 'length', tokens: 20 } })
const at = (ms: number) => new Date(Date.UTC(2026, 7, 25) + ms).toISOString()
const span = (id: string, trace: string, [from, to]: [number, number], more: object) => ({
  ...{ span_id: id, trace_id: trace, start_time: at(from), end_time: at(to) },
  attributes: { 'gen_ai.request.model': 'm', ...more },
})
const said = (...texts: string[]) =>
  texts.map((content, place) => ({ role: place % 2 === 0 ? 'user' : 'assistant', content }))
const plan = 'Look into the logs, and into the code, side by side.'
const logs = 'The logs show a timeout at noon.'
const code = 'The code has no retry at all there.'

/** Files of every format of sessions, made from the list of its fields. */
const made: Readonly<Record<string, Made>> = {
  session_lines: {
    path: 'lines.jsonl',
    content: lines([
      { session_id: 'a', start_ms: 5, turns: [line([], 1), line(['t1'], 2)] },
      { session_id: 'b', start_ms: 65, turns: [line([], 1), line([], 2), line(['t1', 't2'], 3)] },
      { session_id: 'c', start_ms: 105, turns: [line([], 1), { ...line(['t1'], 2), continues: 't1' }] },
    ]),
    after: { a: [[], ['t1']], b: [[], [], ['t1', 't2']], c: [[], ['t1']] },
    promptTokens: { a: [20, 20], b: [20, 20, 20] },
    starts: { a: 0, b: 60, c: 100 },
  },
  multi_turn: {
    path: 'multi-turn.jsonl',
    content: lines([
      {
        session_id: 'a',
        turns: [
          { text: 'Why is the sky blue?', output_length: 5 },
          { text: 'And at night?', delay: 4, output_length: 3 },
        ],
      },
      { turns: [{ texts: ['Name three rivers.'] }, { role: 'user', text: 'Of Asia.', output_length: 4 }] },
    ]),
    after: { a: [[], ['1']], 'line 2': [[], ['1']] },
    outputTokens: { a: [5, 3] },
  },
  mooncake: {
    path: 'mooncake-sessions.jsonl',
    // Out of order on purpose: the sessions lie in one another, and the one that begins first comes last.
    content: lines([
      { session_id: 'a', timestamp: 90, input_length: 1024, output_length: 4, hash_ids: ['9007199254740993', 2] },
      { session_id: 'a', delay: 5, input_length: 1100, output_length: 3, hash_ids: ['9007199254740993', 2, 3] },
      { session_id: 'b', timestamp: 30, input_length: 600, output_length: 2, hash_ids: ['9007199254740992', 2] },
      { session_id: 'b', timestamp: 40, input_length: 1024, output_length: 2, hash_ids: ['9007199254740992', 2] },
    ]).replaceAll(/"(9007199254740\d+)"/g, '$1'),
    after: { b: [[], ['1']], a: [[], ['1']] },
    promptTokens: { b: [600, 1024], a: [1024, 1100] },
    outputTokens: { b: [2, 2], a: [4, 3] },
    cachedTokens: { b: [0, 592], a: [0, 1024] },
    starts: { b: 0, a: 60 },
  },
  bailian: {
    path: 'bailian-sessions.jsonl',
    content: lines([
      bailian(10, -1, 0, { input: 40, ids: [1, 2, 3], turn: 1 }),
      bailian(20, -1, 0.05, { input: 33, ids: [1, 8, 9], turn: 1 }),
      bailian(11, 10, 0.06, { input: 64, ids: [1, 2, 4, 5], turn: 2 }),
      bailian(12, 10, 0.07, { input: 60, ids: [1, 2, 6, 7], turn: 2 }),
    ]),
    after: { '10': [[], ['10'], ['10']], '20': [[]] },
    promptTokens: { '10': [40, 64, 60], '20': [33] },
    outputTokens: { '10': [3, 3, 3], '20': [3] },
    cachedTokens: { '10': [0, 32, 32], '20': [16] },
    starts: { '10': 0, '20': 50 },
  },
  weka: {
    path: 'weka.json',
    content: JSON.stringify(
      [
        {
          ...{ id: 'trace 1', models: ['m'], block_size: 64, hash_id_scope: 'local' },
          requests: [
            weka(0, [1, 2], { in: 128, think_time: 0 }),
            {
              ...{ type: 'subagent', t: 0.02, agent_id: 'finder' },
              requests: [weka(0.01, [1, 7], { in: 100 }), weka(0.02, [1, 7, 8], { in: 150 })],
            },
            weka(0.06, [1, 2, 3], { in: 192, think_time: 0.01 }),
          ],
        },
        { id: 'trace 2', hash_id_scope: 'local', requests: [weka(0, [1, 2], { in: 128 })] },
      ],
      null,
      2,
    ),
    after: { 'trace 1': [[], ['1'], ['2.1'], ['1', '2.2']], 'trace 2': [[]] },
    promptTokens: { 'trace 1': [128, 100, 150, 192], 'trace 2': [128] },
    outputTokens: { 'trace 1': [3, 3, 3, 3], 'trace 2': [3] },
    // Of the second trace nothing is known: its ids are its own.
    cachedTokens: { 'trace 1': [0, 64, 96, 128], 'trace 2': [0] },
  },
  tracelab: {
    path: 'tracelab.jsonl',
    content: lines([
      round('a', 0, { total: 96, prefix: 0, at: [0, 30] }),
      round('a', 1, { total: 140, prefix: 96, at: [50, 60], tool: true }),
      round('b', 0, { total: 50, prefix: 0, at: [40, 45] }),
      round('a', 2, { total: 70, prefix: 37, at: [75, 80] }),
    ]),
    after: { a: [[], ['0'], ['1']], b: [[]] },
    promptTokens: { a: [96, 140, 70], b: [50] },
    outputTokens: { a: [4, 4, 4], b: [4] },
    cachedTokens: { a: [0, 96, 32], b: [0] },
    starts: { a: 0, b: 40 },
  },
  otel: {
    path: 'spans.json',
    content: JSON.stringify({
      spans: [
        span('1', 'task', [0, 20], {
          'gen_ai.input.messages': said('Why did it fail?'),
          ...{ 'gen_ai.output.text': plan, 'gen_ai.usage.output_tokens': 6 },
        }),
        span('2', 'task', [30, 40], {
          'gen_ai.input.messages': JSON.stringify(said(`Do this: ${plan} Logs first.`)),
          'gen_ai.output.text': logs,
        }),
        span('3', 'task', [32, 44], {
          'gen_ai.input.messages': [
            { role: 'user', parts: [{ type: 'text', content: `Do this: ${plan} Code first.` }] },
          ],
          'gen_ai.output.messages': [{ role: 'assistant', parts: [{ type: 'text', content: code }] }],
        }),
        span('4', 'task', [50, 60], {
          'gen_ai.input.messages': said('Why did it fail?', plan, `Found: ${logs} ${code} Sum up.`),
          ...{ 'gen_ai.output.text': 'A timeout without a retry.', 'gen_ai.usage.output_tokens': 5 },
        }),
        span('5', 'other', [55, 60], { 'gen_ai.usage.input_tokens': 30, 'gen_ai.usage.output_tokens': 3 }),
      ],
    }),
    after: { task: [[], ['1'], ['1'], ['1', '2', '3']], other: [[]] },
    starts: { task: 0, other: 55 },
  },
  sglang_agentic: {
    path: 'agentic.json',
    content: JSON.stringify({
      conversations: [
        [
          { messages: said('List the files.'), prompt_tokens: 9 },
          { messages: [{ role: 'tool', tool_call_id: 'x', content: 'a.txt b.txt' }], prompt_tokens: 30 },
        ],
        [{ messages: said('Say hello.'), prompt_tokens: 8 }],
      ],
    }),
    after: { 'conversation 1': [[], ['1']], 'conversation 2': [[]] },
  },
  sharegpt: {
    path: 'sharegpt-sessions.json',
    content: JSON.stringify([
      {
        id: 'g1',
        conversations: [
          { from: 'system', value: 'Be brief.' },
          { from: 'human', value: 'Name a river.' },
          { from: 'gpt', value: 'The Danube.' },
          { from: 'human', value: 'And a lake?' },
          { from: 'gpt', value: 'Lake Constance, between three countries.' },
        ],
      },
      {
        id: 'g2',
        conversation: [
          { role: 'USER', content: 'Hi there.' },
          { role: 'ASSISTANT', content: 'Hello!' },
        ],
      },
    ]),
    after: { g1: [[], ['1']], g2: [[]] },
  },
}

function bailian(id: number, parent: number, timestamp: number, more: { input: number; ids: number[]; turn: number }) {
  const { input, ids, turn } = more
  return {
    ...{ chat_id: id, parent_chat_id: parent, timestamp, input_length: input, output_length: 3, type: 'text', turn },
    hash_ids: ids,
  }
}

function weka(t: number, hash_ids: number[], more: { in: number; think_time?: number }) {
  return { type: 'n', t, out: 3, hash_ids, model: 'm', api_time: 0.01, ...more }
}

type Round = { readonly total: number; readonly prefix: number; readonly at: [number, number]; readonly tool?: true }

function round(session_id: string, round_index: number, { total, prefix, at: [from, to], tool }: Round) {
  return {
    ...{ session_id, round_index, model: 'm', input_tokens_total: total, prefix_tokens: prefix },
    ...{ newly_append_tokens: total - prefix, output_tokens: 4, reasoning_output_tokens: 0 },
    timing_events: [
      { event_type: tool ? 'tool_result' : 'user_message', timestamp: at(from) },
      { event_type: 'text', timestamp: at(to) },
    ],
    tools: tool
      ? [{ tool_name: 'Read', emitted_at: at(from - 20), result_at: at(from), tool_wall_latency_ms: 20 }]
      : [],
  }
}

/** Writes them into a folder. */
export async function writeSessionFormatFiles(folder: string): Promise<ReadonlyMap<string, SessionFormatFile>> {
  for (const { path, content } of Object.values(made)) await writeFile(join(folder, path), content)
  return new Map(Object.entries(made))
}
