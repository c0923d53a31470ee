import { createParser } from 'eventsource-parser'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EventReader, type EventReaderOptions } from './event-reader.js'
import type { PlainPiece } from './event-template.js'

type Event = { data: string; type: string | undefined }

const encode = (text: string) => new TextEncoder().encode(text)

/** What eventsource-parser makes of the whole, its end flushed as the reader flushes it. */
function reference(bytes: Uint8Array): Event[] {
  const events: Event[] = []
  const parser = createParser({ onEvent: ({ data, event }) => events.push({ data, type: event }) })
  const text = new TextDecoder().decode(bytes)
  parser.feed(text)
  parser.feed('\n\n')
  return events
}

/** Reads in pieces cut at the given offsets; pieces that came as template matches are put back into their event. */
function read(bytes: Uint8Array, cuts: readonly number[], options: EventReaderOptions = {}): Event[] {
  const events: Event[] = []
  const reader = new EventReader(
    {
      onEvent(data, type) {
        events.push({ data, type })
        return readPiece(data)
      },
      onPiece: ({ pieceStart, pieceEnd }, from) =>
        events.push({ data: eventOf(new TextDecoder().decode(from.slice(pieceStart, pieceEnd))), type: undefined }),
      onOddLine: () => {},
      onOverflow: () => events.push({ data: 'OVERFLOW', type: undefined }),
    },
    options,
  )
  const offsets = [0, ...[...cuts].sort((a, b) => a - b), bytes.length]
  for (let at = 1; at < offsets.length; at += 1) {
    // Every other read is a Buffer, whose slice is a view, and all are overwritten afterwards: kept references show.
    const piece = bytes.slice(offsets[at - 1], offsets[at])
    const lent = at % 2 === 0 ? piece : Buffer.concat([Buffer.from('\n'), piece, Buffer.from('\n\n')])
    const start = at % 2 === 0 ? 0 : 1
    // Two of three reads come as a burst does: what is cheap first, the rest later.
    const rest = at % 3 === 0 ? start : reader.readPieces(lent, start, start + piece.length)
    reader.read(lent, rest, start + piece.length)
    lent.fill(0x58)
  }
  reader.end()
  return events
}

const eventOf = (escaped: string) => `{"id":"c1","choices":[{"delta":{"content":"${escaped}"},"finish_reason":null}]}`

function readPiece(data: string): PlainPiece | null {
  try {
    const chunk = JSON.parse(data)
    const { content } = chunk.choices[0].delta
    if (typeof content !== 'string' || chunk.choices[0].finish_reason !== null || chunk.usage) return null
    return content === '' ? null : { kind: 'output', key: 'content', text: content }
  } catch {
    return null
  }
}

const fragment = fc.constantFrom(
  'data: x\n\n',
  'data:x\n\n',
  'data: \n\n',
  'data:\n\n',
  'data\n\n',
  'data: {"a":1}\n\n',
  'data: a\ndata: b\n\n',
  'data: crlf\r\n\r\n',
  'data: cr\r\r',
  ': comment\n',
  ':\n\n',
  ': comment with cr\r\n',
  'event: error\ndata: {"error":1}\n\n',
  'id: 7\n',
  'retry: 10\n',
  'unknown: field\n',
  '\n',
  '\ufeff',
  'data: \u00e9\u4e2d\ud83d\ude00\n\n',
  'data: [DONE]\n\n',
  'dat',
  'data: unfinished',
  `data: ${eventOf('tok')}\n\n`,
  `data: ${eventOf('a\\n\\"\\u00e9')}\n\n`,
  `data: ${eventOf('')}\n\n`,
  `data: ${eventOf('bad \\x escape')}\n\n`,
  `data: ${eventOf('quote"inside')}\n\n`,
  `data: ${eventOf('last').replace('null', '"stop"')}\n\n`,
  `data: ${eventOf('t')} \n\n`,
)

describe('the reader gives the events of eventsource-parser', () => {
  const stream = fc.array(fragment, { maxLength: 12 }).map((parts) => encode(parts.join('')))

  test('for streams of usual and unusual parts, cut anywhere', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(400), { maxLength: 8 }), (bytes, cuts) => {
        const within = cuts.filter((cut) => cut <= bytes.length)
        expect(read(bytes, within)).toEqual(reference(bytes))
      }),
      { numRuns: 3000 },
    )
  })

  test('with templates, which leave out nothing', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(600), { maxLength: 8 }), (bytes, cuts) => {
        const within = cuts.filter((cut) => cut <= bytes.length)
        const trimmed = (events: Event[]) => events.map((event) => ({ ...event, data: event.data.trimEnd() }))
        expect(trimmed(read(bytes, within, { readPiece }))).toEqual(trimmed(reference(bytes)))
      }),
      { numRuns: 3000 },
    )
  })

  test('for any bytes at all', () => {
    const bytes = fc
      .array(
        fc.oneof(
          fc.constantFrom(10, 13, 0x3a, 0x20, 0x64, 0x61, 0x74, 0xef, 0xbb, 0xbf, 0xc3, 0x22, 0x5c),
          fc.nat(255),
        ),
      )
      .map((list) => Uint8Array.from(list))
    fc.assert(
      fc.property(bytes, fc.array(fc.nat(30), { maxLength: 4 }), (input, cuts) => {
        const within = cuts.filter((cut) => cut <= input.length)
        expect(read(input, within, { readPiece })).toEqual(reference(input))
      }),
      { numRuns: 3000 },
    )
  })

  test('at every single cut of a stream that holds every part', () => {
    const parts = [
      'data: x\n\n',
      `data: ${eventOf('one')}\n\n`,
      `data: ${eventOf('z\u00e9\ud83d\ude00')}\n\n`,
      ': c\n',
      'data: [DONE]\n\n',
    ]
    const bytes = encode(parts.join(''))
    for (let cut = 0; cut <= bytes.length; cut += 1) expect(read(bytes, [cut], { readPiece })).toEqual(reference(bytes))
  })
})

/** A reader that learns templates, and what came of it: whole events and pieces apart. */
function apart() {
  const pieces: string[] = []
  const whole: string[] = []
  const reader = new EventReader(
    {
      onEvent(data) {
        whole.push(data)
        return readPiece(data)
      },
      onPiece: ({ pieceStart, pieceEnd }, bytes) =>
        pieces.push(new TextDecoder().decode(bytes.subarray(pieceStart, pieceEnd))),
      onOddLine: () => {},
      onOverflow: () => {},
    },
    { readPiece },
  )
  return { reader, whole, pieces }
}

test('token events after the first come through the template', () => {
  const { reader, whole, pieces } = apart()
  const bytes = encode(['a', 'b', 'cc'].map((text) => `data: ${eventOf(text)}\n\n`).join(''))
  reader.read(bytes, 0, bytes.length)
  expect(whole).toHaveLength(1)
  expect(pieces).toEqual(['b', 'cc'])
})

test('the cheap part ends before the first event that must be parsed, and holds back a piece of one at the end', () => {
  const { reader, whole, pieces } = apart()
  const [first, b, c, d] = ['a', 'b', 'c', 'd'].map((text) => `data: ${eventOf(text)}\n\n`) as [string, ...string[]]
  const learnt = encode(first)
  expect(reader.readPieces(learnt, 0, learnt.length)).toBe(0)
  reader.read(learnt, 0, learnt.length)

  const cut = encode(`${b}${c}`)
  const middle = cut.length - 10
  expect(reader.readPieces(cut, 0, middle)).toBe(middle)
  expect(pieces.splice(0)).toEqual(['b'])

  const rest = encode(`${c?.slice(-10)}${d}data: [DONE]\n\n`)
  const stopped = reader.readPieces(rest, 0, rest.length)
  expect(pieces).toEqual(['c', 'd'])
  expect(new TextDecoder().decode(rest.subarray(stopped))).toBe('data: [DONE]\n\n')
  expect(whole).toHaveLength(1)
  reader.read(rest, stopped, rest.length)
  expect(whole.at(-1)).toBe('[DONE]')
})

test('a key that stands twice makes no template', () => {
  const twice = (text: string) => `{"content":"x","choices":[{"delta":{"content":"${text}"},"finish_reason":null}]}`
  const { reader, whole, pieces } = apart()
  const bytes = encode(['a', 'b', 'c'].map((text) => `data: ${twice(text)}\n\n`).join(''))
  reader.read(bytes, 0, bytes.length)
  expect(whole).toHaveLength(3)
  expect(pieces).toEqual([])
})

test.each(['data: ', 'event: x\ndata: '])('an event over the limit ends the reading (%j)', (start) => {
  const bytes = encode(start + 'x'.repeat(5000))
  expect(read(bytes, [1000, 2000, 3000], { maxEventBytes: 1500 })).toEqual([{ data: 'OVERFLOW', type: undefined }])
})
