import { describe, expect, test } from 'vitest'
import {
  doneEvent,
  finishEvent,
  good,
  roleEvent,
  streamBytes,
  tokenEvent,
  usageEvent,
} from '../../test/support/wire.js'
import { HttpReader } from '../transport/http-reader.js'
import { createGeneratedText } from './generated-text.js'
import { ResponseRecorder } from './response-recorder.js'

/** What is recorded of wire bytes read in two pieces, the second a millisecond after the first. */
function record(bytes: Uint8Array, cut: number, { thenReset = false } = {}) {
  const text = createGeneratedText()
  let settled = 0
  const recorder = new ResponseRecorder({
    stream: true,
    choices: 1,
    wantedTokens: 3,
    text,
    maxEventBytes: 10_000,
    maxBodyBytes: 100_000,
    onSettled: () => void (settled += 1),
  })
  const reader = new HttpReader(
    {
      onHead: ({ status, headers }, at) => recorder.onHeaders(status, headers, at),
      onBody: (from, start, end, at) => recorder.onBody(from, start, end, at),
      onMessageEnd: (at) => recorder.onEnd(at),
      onMalformed: (message, _tooLarge, at) => recorder.onFailure({ errorClass: 'malformed_response', message, at }),
    },
    10_000,
  )
  reader.expectResponse()
  // One buffer for all reads, as a socket has: what is kept of the first must not be the memory of the second.
  const shared = new Uint8Array(bytes.length)
  for (const [at, piece] of [bytes.subarray(0, cut), bytes.subarray(cut)].entries()) {
    shared.fill(0x58)
    shared.set(piece)
    reader.execute(shared, 0, piece.length, at + 1)
  }
  if (thenReset) recorder.onFailure({ errorClass: 'connection_reset', message: 'reset', at: 3 })
  const { stamps, usages, finishes, errorClass, errorMessage, flags, endAt } = recorder
  return {
    text: text.output(),
    tokenAt: stamps.toArray(),
    usages,
    finishes: [...finishes],
    errorClass,
    errorMessage,
    flags: [...flags],
    endAt,
    settled,
  }
}

describe('at every cut of the wire bytes into two reads', () => {
  test('a good stream gives the same tokens, each stamped with the read that completed it', () => {
    const bytes = streamBytes(...good)
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const { tokenAt, endAt, ...result } = record(bytes, cut)
      expect({ cut, ...result }).toEqual({
        cut,
        text: 'abc',
        usages: [{ usage: expect.objectContaining({ completion_tokens: 3 }) as object, choices: [] }],
        finishes: [[0, 'length']],
        errorClass: null,
        errorMessage: null,
        flags: [],
        settled: 1,
      })
      expect(tokenAt).toEqual([...tokenAt].sort((a, b) => a - b))
      expect(tokenAt).toHaveLength(3)
      expect(endAt).toBeGreaterThanOrEqual(tokenAt[2] as number)
    }
  })

  test('CRLF, comments, split characters and escapes change nothing', () => {
    const said = ['\u4e2d', '\ud83d\ude00', 'q"\\\n']
    const events = [roleEvent, ...said.map((each) => tokenEvent(each)), finishEvent(), usageEvent(3), doneEvent]
    const plain = streamBytes(...events)
    const odd = streamBytes(...events.map((each, at) => (at < 2 ? each : `: x\r\n${each.replaceAll('\n', '\r\n')}`)))
    for (const bytes of [plain, odd]) {
      for (let cut = 0; cut <= bytes.length; cut += 1) {
        const { text, errorClass, tokenAt } = record(bytes, cut)
        expect({ cut, text, errorClass, tokens: tokenAt.length }).toEqual({
          cut,
          text: said.join(''),
          errorClass: null,
          tokens: 3,
        })
      }
    }
  })

  test('a stream cut short is one at every cut, and broken JSON is broken at every cut', () => {
    const short = streamBytes(tokenEvent('a'), tokenEvent('b'))
    for (let cut = 0; cut <= short.length; cut += 1)
      expect(record(short, cut)).toMatchObject({ text: 'ab', errorClass: 'stream_cut_short' })
    const broken = streamBytes(tokenEvent('a'), 'data: {"choices": [\n\n', doneEvent)
    for (let cut = 0; cut <= broken.length; cut += 1)
      expect(record(broken, cut)).toMatchObject({ text: 'a', errorClass: 'malformed_response' })
  })
})

test('a stream cut off anywhere by its connection is never taken for a complete one', () => {
  const bytes = streamBytes(...good)
  // Once [DONE] and its blank line are there, the answer has all that it will ever have.
  const complete = bytes.indexOf('[DONE]') + '[DONE]\n\n'.length
  for (let length = 0; length < complete; length += 1) {
    expect({ length, ...record(bytes.subarray(0, length), 0, { thenReset: true }) }).toMatchObject({
      length,
      errorClass: 'connection_reset',
    })
  }
  for (let length = complete; length <= bytes.length; length += 1) {
    expect(record(bytes.subarray(0, length), 0, { thenReset: true })).toMatchObject({ errorClass: null, text: 'abc' })
  }
})
