import { describe, expect, test } from 'vitest'
import { recordWire } from '../../test/support/record-wire.js'
import {
  doneEvent,
  finishEvent,
  good,
  roleEvent,
  streamBytes,
  tokenEvent,
  usageEvent,
} from '../../test/support/wire.js'

/** What is recorded of wire bytes read in two pieces, the second a millisecond after the first. */
function record(bytes: Uint8Array, cut: number, options = {}) {
  return recordWire([bytes.subarray(0, cut), bytes.subarray(cut)], options).result()
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
  // Once finish reason and usage are there, nothing is missing but [DONE].
  const complete = bytes.indexOf('\n\n', bytes.indexOf('"usage"')) + '\n\n'.length
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

test('a request had left when the system marked its answer, however late this program stamped what it wrote', () => {
  const sentAt = (stamped: number) => recordWire([streamBytes(...good)], { sentAt: stamped }).recorder.sentAt
  expect(sentAt(0.5)).toBe(0.5)
  // The only read bears the stamp 1.
  expect(sentAt(1.7)).toBe(1)
})
