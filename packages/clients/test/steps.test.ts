import { expect, test } from 'vitest'
import { buildRecord } from '../src/openai/build-record.js'
import { aPlannedRequest } from './support/planned.js'
import { recordWire } from './support/record-wire.js'
import {
  deltaEvent,
  doneEvent,
  event,
  finishEvent,
  httpChunk,
  lastChunk,
  roleEvent,
  sseHead,
  tokenEvent,
  usageEvent,
} from './support/wire.js'

type Options = {
  readonly choices?: number
  readonly maxTokens?: number
  readonly startAt?: number
  readonly stalledMs?: (from: number, to: number) => number
}

/** The record of a stream in which the n-th read, from 1, has the stamp n and holds these events. */
function recordOf(reads: readonly (string | string[])[], options: Options = {}) {
  const { choices = 1, maxTokens = 1000, startAt = 0, stalledMs = () => 0 } = options
  const bytes = reads.map((events, at) =>
    Buffer.concat([
      Buffer.from(at === 0 ? sseHead : ''),
      httpChunk([events].flat().join('')),
      Buffer.from(at === reads.length - 1 ? lastChunk : ''),
    ]),
  )
  const { recorder, text } = recordWire(bytes, { choices })
  return buildRecord(recorder, {
    planned: aPlannedRequest({ maxTokens, choices }),
    target: 't',
    transport: 'raw',
    scheduledAt: startAt,
    startAt,
    retries: 0,
    traceparent: null,
    asked: { choices, tokenLimit: maxTokens, stream: true },
    flags: [],
    usagePerChoice: false,
    chunkIsToken: false,
    simulated: false,
    tokenizer: null,
    countLater: false,
    text,
    keepText: true,
    redact: (said) => said,
    stalledMs,
  })
}

const empty = deltaEvent({ content: '' })
const words = (count: number) => Array.from({ length: count }, (_, at) => tokenEvent(` word${at}`))
const usageOf = (tokens: number, more: object = {}) =>
  event({ choices: [], usage: { prompt_tokens: 5, completion_tokens: tokens, ...more } })
const ofChoice = (index: number, content: string) =>
  event({ id: 'c', model: 'm', choices: [{ index, delta: { content }, finish_reason: null }] })

test('an empty delta a token is a step, also before the first text and after the last', () => {
  const record = recordOf([roleEvent, empty, ...words(3), empty, empty, [finishEvent(), usageOf(6), doneEvent]])
  expect(record).toMatchObject({
    firstChoiceAt: 1,
    firstStepAt: 2,
    firstTokenAt: 3,
    lastTokenAt: 7,
    tokenAt: [2, 3, 4, 5, 6, 7],
    otherChunkAt: [1, 8],
    chunkCount: 3,
    tbtMs: 1,
    tbtBasis: 'steps',
    flags: expect.arrayContaining(['silent_steps']),
  })
})

test('a finish chunk in a read of its own is the step of an end token that usage counts', () => {
  const record = recordOf([roleEvent, ...words(4), finishEvent('stop'), [usageOf(5), doneEvent]])
  expect(record).toMatchObject({ tokenAt: [2, 3, 4, 5, 6], lastTokenAt: 6, tbtMs: 1, otherChunkAt: [1] })
  expect(record.flags).toContain('eos_step')
})

test('signs of life beside a usage that equals the text are no steps', () => {
  const record = recordOf([empty, ...words(2), empty, ...words(2), [finishEvent(), usageOf(4), doneEvent]])
  expect(record).toMatchObject({ tokenAt: [2, 3, 5, 6], tbtMs: 4 / 3 })
})

test('reasoning that is not shown is in no time between tokens', () => {
  const usage = usageOf(504, { total_tokens: 509, completion_tokens_details: { reasoning_tokens: 500 } })
  const record = recordOf([roleEvent, ...words(4), [finishEvent(), usage, doneEvent]])
  expect(record).toMatchObject({ outputTokens: 504, tbtMs: 1 })
  expect(record.flags).toContain('reasoning_hidden')
})

test.each(['reasoning', 'reasoning_content', 'thinking'])(
  'reasoning under %s is the first token, and is not hidden',
  (key) => {
    const usage = usageOf(4, { total_tokens: 9, completion_tokens_details: { reasoning_tokens: 2 } })
    const thoughts = [deltaEvent({ [key]: 'so' }), deltaEvent({ [key]: ' then' })]
    const record = recordOf([roleEvent, ...thoughts, ...words(2), [finishEvent(), usage, doneEvent]])
    expect(record).toMatchObject({ firstTokenAt: 2, firstOutputAt: 4, tbtMs: 1, tbtBasis: 'steps' })
    expect(record.flags).not.toContain('reasoning_hidden')
  },
)

test('an answer in one read has no time between tokens', () => {
  const record = recordOf([roleEvent, [...words(9), finishEvent(), usageOf(9), doneEvent]])
  expect(record).toMatchObject({ tbtMs: null, tbtBasis: 'none', coalescedChunks: 9 })
})

test('several tokens in a chunk: the share of the bytes tells those of the first read, and usage on every chunk counts them', () => {
  const eight = (at: number) => `${at}`.repeat(8).replaceAll(`${at}`, ` abc${at}`)
  const endingWith = (events: string[]) => [
    ...events.slice(0, -1),
    [events.at(-1) as string, finishEvent(), usageOf(48), doneEvent],
  ]
  const chunks = [1, 2, 3, 4, 5, 6].map(eight)
  const estimated = recordOf(endingWith(chunks.map((text) => tokenEvent(text))))
  expect(estimated).toMatchObject({ tbtBasis: 'bytes', tbtMs: 5 / 40, firstReadShare: 1 / 6 })
  expect(estimated.flags).toContain('tbt_estimated')

  const counted = chunks.map((text, at) =>
    event({
      id: 'c',
      model: 'm',
      choices: [{ index: 0, delta: { content: text }, finish_reason: null }],
      usage: { prompt_tokens: 5, completion_tokens: 8 * (at + 1) },
    }),
  )
  const exact = recordOf(endingWith(counted))
  expect(exact).toMatchObject({ tbtBasis: 'chunk_usage', tbtMs: 5 / 40 })
  expect(exact.flags).not.toContain('tbt_estimated')
})

test('each choice keeps its own gaps', () => {
  const record = recordOf(
    [
      [ofChoice(0, 'a'), ofChoice(1, 'x')],
      [ofChoice(0, 'b'), ofChoice(1, 'y')],
      ofChoice(1, 'z'),
      [finishEvent('stop', 0), finishEvent('stop', 1), usageEvent(5), doneEvent],
    ],
    { choices: 2 },
  )
  expect(record).toMatchObject({ tokenAt: [1, 2, 1, 2, 3], choiceSteps: [2, 3], tbtMs: 1, coalescedChunks: 0 })
})

test('text that JSON escapes is as long as what it stands for', () => {
  const escaped = (text: string) => tokenEvent('~').replace('~', text)
  const record = recordOf([
    escaped('abcd'),
    escaped('\\u4e2d'),
    escaped('\\u4e2d\\u6587'),
    [finishEvent(), usageEvent(9), doneEvent],
  ])
  // 4 + 3 + 6 bytes.
  expect(record.firstReadShare).toBeCloseTo(4 / 13, 12)
})

test('[DONE] alone, without finish reason and usage and short of what was asked, is no whole answer', () => {
  const cut = recordOf([roleEvent, ...words(2), doneEvent])
  expect(cut).toMatchObject({ errorClass: 'stream_cut_short', errorMessage: expect.stringContaining('fewer pieces') })
  expect(recordOf([roleEvent, ...words(2), [usageEvent(2), doneEvent]]).errorClass).toBeNull()
})

test.each([
  [{ code: 500, msg: 'words' }],
  [{ type: 'error', message: 'words' }],
  [{ errors: [{ message: 'words' }] }],
  [{ status: 'error', message: 'words' }],
  [{ error_code: 336, error_msg: 'words' }],
])('%j inside a stream is a failure with its words', (error) => {
  const record = recordOf([roleEvent, ...words(2), [event(error), doneEvent]])
  expect(record).toMatchObject({ errorClass: 'stream_error_event', errorMessage: 'words' })
})

test('a first read that was late because the client stood still tells of no hold', () => {
  const reads = [roleEvent, words(5), ...words(1), [finishEvent(), usageEvent(6), doneEvent]]
  const held = recordOf(reads, { startAt: -4000 })
  expect(held).toMatchObject({ tbtMs: null, flags: expect.arrayContaining(['held_then_burst']) })
  const stalled = recordOf(reads, { startAt: -4000, stalledMs: (from, to) => (from < 2 && to >= 2 ? 50 : 0) })
  expect(stalled.tbtMs).toBe(1)
  expect(stalled.flags).not.toContain('held_then_burst')
})
