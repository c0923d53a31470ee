import { shiftRecord } from '@sagellm-benchmark/protocol-types/records'
import { expect, test } from 'vitest'
import { buildRecord } from '../src/openai/build-record.js'
import { type CountableRecord, countRecord } from '../src/endpoint/index.js'
import { aPlannedRequest } from './support/planned.js'
import { recordWire } from './support/record-wire.js'
import {
  doneEvent,
  finishEvent,
  httpChunk,
  lastChunk,
  roleEvent,
  sseHead,
  tokenEvent,
  usageEvent,
} from './support/wire.js'

/** A token a letter. */
const tokenizer = { name: 'letters', encode: (text: string) => Array.from(text, () => 1), decode: () => '' }

type Counting = { readonly tokenizer: typeof tokenizer | null; readonly countLater: boolean }
const now: Counting = { tokenizer, countLater: false }
const later: Counting = { tokenizer: null, countLater: true }
const never: Counting = { tokenizer: null, countLater: false }

/** The record of a stream whose n-th read, from 1, has the stamp n. */
function recordOf(reads: readonly (string | string[])[], counting: Counting, { thenReset = false } = {}) {
  const bytes = reads.map((events, at) =>
    Buffer.concat([
      Buffer.from(at === 0 ? sseHead : ''),
      httpChunk([events].flat().join('')),
      Buffer.from(at === reads.length - 1 && !thenReset ? lastChunk : ''),
    ]),
  )
  const { recorder, text } = recordWire(bytes, { thenReset })
  return buildRecord(recorder, {
    planned: aPlannedRequest({ maxTokens: 1000, ignoreEos: true, input: { kind: 'text', text: 'What is it?' } }),
    target: 't',
    transport: 'raw',
    scheduledAt: 0,
    startAt: 0,
    retries: 0,
    traceparent: null,
    asked: { choices: 1, tokenLimit: 1000, stream: true },
    flags: ['tls_unverified'],
    usagePerChoice: false,
    chunkIsToken: false,
    simulated: false,
    text,
    keepText: false,
    redact: (said) => said,
    stalledMs: () => 0,
    ...counting,
  })
}

const words = ['one', 'two', 'three', 'four', 'five', 'six'].map((word) => tokenEvent(word))
const streams: Record<string, (string | string[])[]> = {
  'without usage': [roleEvent, ...words, [finishEvent(), doneEvent]],
  'with a usage that cannot be true': [roleEvent, ...words, [finishEvent(), usageEvent(2), doneEvent]],
  'of several tokens a chunk': [roleEvent, ...words, [finishEvent(), usageEvent(22), doneEvent]],
  'with more tokens than its text': [roleEvent, ...words, [finishEvent(), usageEvent(90), doneEvent]],
}

/** Another thread's copy, on another axis of time, flagged there. */
const sentOver = (record: CountableRecord, ms: number): CountableRecord =>
  structuredClone({ ...shiftRecord(record, ms), flags: [...record.flags, 'client_stalled'] })

test.each(Object.entries(streams))('an answer %s counts the same later, elsewhere', (_what, reads) => {
  const expected = shiftRecord(recordOf(reads, now), 5000)
  const record = countRecord(sentOver(recordOf(reads, later), 5000), tokenizer)
  expect({ ...record, flags: [...record.flags].sort() }).toEqual({
    ...expected,
    flags: [...expected.flags, 'client_stalled'].sort(),
  })
})

test('what came before a break is counted, too', () => {
  const reads = [roleEvent, ...words]
  const record = countRecord(recordOf(reads, later, { thenReset: true }), tokenizer)
  expect(record).toEqual(recordOf(reads, now, { thenReset: true }))
  expect(record).toMatchObject({ errorClass: 'connection_reset', outputTokens: 22, tokenCountSource: 'tokenizer' })
})

test('an answer whose usage fits its steps needs no counting, and nothing is kept of it', () => {
  const reads = [roleEvent, ...words, [finishEvent(), usageEvent(6), doneEvent]]
  expect(recordOf(reads, later)).toEqual(recordOf(reads, never))
})

test('without a tokenizer the record stays as it is, and leaves behind what it carried', () => {
  const reads = [roleEvent, ...words, [finishEvent(), doneEvent]]
  expect(countRecord(recordOf(reads, later), null)).toEqual(recordOf(reads, never))
})
