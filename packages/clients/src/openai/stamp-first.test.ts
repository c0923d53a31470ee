import fc from 'fast-check'
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
import { type AnswerReader, StampFirst } from './stamp-first.js'
import { createTurnQueue, type TurnQueue } from './turn-queue.js'

/** A queue whose turns the test takes. */
function handTurned() {
  const turns: (() => void)[] = []
  const queue = createTurnQueue(
    () => 0,
    (callback) => turns.push(callback),
  ) as TurnQueue
  return {
    queue,
    turn() {
      for (const callback of turns.splice(0)) callback()
    },
  }
}

/** A reader for which `t` is cheap to read, and nothing else is; tells what it was given and when it was stamped. */
function letters(): { reader: AnswerReader; seen: string[] } {
  const seen: string[] = []
  const text = (bytes: Uint8Array, start: number, end: number) => String.fromCharCode(...bytes.subarray(start, end))
  const reader: AnswerReader = {
    onConnected: () => {},
    onSent: () => {},
    onConnectionFlag: () => {},
    onHeaders: (status, _headers, at) => void seen.push(`head ${status} @${at}`),
    readTokens(bytes, start, end, at) {
      let to = start
      while (to < end && bytes[to] === 0x74) to += 1
      if (to > start) seen.push(`${text(bytes, start, to)} @${at}`)
      return to
    },
    readRest(bytes, start, end, at) {
      if (bytes[start] === 0x21) throw new RangeError('nested too deep')
      seen.push(`${text(bytes, start, end).slice(0, 9)} @${at}`)
    },
    fail: (errorClass, message, at) => void seen.push(`${errorClass} ${message} @${at}`),
    onBody(bytes, start, end, at) {
      const rest = reader.readTokens(bytes, start, end, at)
      if (rest < end) reader.readRest(bytes, rest, end, at)
    },
    onEnd: (at) => void seen.push(`end @${at}`),
    onFailure: ({ errorClass, at }) => void seen.push(`${errorClass} @${at}`),
  }
  return { reader, seen }
}

const bytes = (text: string) => new TextEncoder().encode(text)

/** One stream over a queue whose turns the test takes. */
function oneStream() {
  const { queue, turn } = handTurned()
  const { reader, seen } = letters()
  return { queue, turn, reader, seen, stream: new StampFirst(reader, queue) }
}

describe('one stream', () => {
  test('tokens are read at once; the first other thing and all behind it wait for the turn, with the stamps of their reads', () => {
    const { turn, seen, stream } = oneStream()
    stream.onHeaders(200, {}, 1)
    stream.onBody(bytes('xttx'), 1, 4, 2)
    expect(seen.splice(0)).toEqual(['head 200 @1', 'tt @2'])

    stream.onBody(bytes('tt'), 0, 2, 3)
    stream.onEnd(4)
    expect(seen).toEqual([])
    turn()
    expect(seen.splice(0)).toEqual(['x @2', 'tt @3', 'end @4'])

    stream.onBody(bytes('t'), 0, 1, 5)
    expect(seen).toEqual(['t @5'])
  })

  test('what waits is a copy: the next read may overwrite the bytes', () => {
    const { turn, seen, stream } = oneStream()
    const lent = bytes('ab')
    stream.onBody(lent, 0, 2, 1)
    lent.fill(0x5a)
    turn()
    expect(seen).toEqual(['ab @1'])
  })

  test('an end and a failure have their turn too, with nothing before them or behind what was read', () => {
    const { queue, turn, reader, seen, stream } = oneStream()
    const reset = { errorClass: 'connection_reset', message: 'reset', at: 2 } as const
    stream.onBody(bytes('x'), 0, 1, 1)
    stream.onFailure(reset)
    expect(seen).toEqual([])
    turn()
    expect(seen.splice(0)).toEqual(['x @1', 'connection_reset @2'])

    new StampFirst(reader, queue).onEnd(3)
    expect(seen).toEqual([])
    turn()
    expect(seen).toEqual(['end @3'])
  })

  test('more than 64 KB is not kept waiting', () => {
    const { turn, seen, stream } = oneStream()
    const large = bytes('x'.repeat(40_000))
    stream.onBody(large, 0, large.length, 1)
    expect(seen).toEqual([])
    stream.onBody(large, 0, large.length, 2)
    expect(seen).toEqual(['xxxxxxxxx @1', 'xxxxxxxxx @2'])
    stream.onBody(bytes('y'), 0, 1, 3)
    turn()
    expect(seen.at(-1)).toBe('y @3')
    turn()
    expect(seen).toHaveLength(3)
  })

  test('nor are thousands of small pieces', () => {
    const { seen, stream } = oneStream()
    for (let at = 0; at < 1000; at += 1) stream.onBody(bytes('x'), 0, 1, at)
    expect(seen.length).toBeGreaterThan(700)
  })

  test('whoever must know now has what waits read before its turn, and the turn is taken back', () => {
    const { queue, turn, reader, seen, stream: cut } = oneStream()
    const other = new StampFirst(reader, queue)
    cut.onBody(bytes('x'), 0, 1, 1)
    other.onBody(bytes('y'), 0, 1, 2)
    cut.readWaiting()
    expect(seen.splice(0)).toEqual(['x @1'])
    turn()
    expect(seen).toEqual(['y @2'])
  })

  test('what cannot be read fails this answer, and no other', () => {
    const { queue, turn, reader, seen, stream } = oneStream()
    stream.onBody(bytes('!'), 0, 1, 1)
    stream.onEnd(2)
    new StampFirst(reader, queue).onBody(bytes('y'), 0, 1, 3)
    turn()
    turn()
    expect(seen).toEqual(['malformed_response an answer that cannot be read: nested too deep @2', 'y @3'])
  })
})

test('of streams that end together each is read in a turn of its own', () => {
  const { queue, turn } = handTurned()
  const all = [letters(), letters(), letters()]
  for (const { reader } of all) new StampFirst(reader, queue).onBody(bytes('tx'), 0, 2, 1)
  const seen = () => all.map((each) => each.seen.length)
  expect(seen()).toEqual([1, 1, 1])
  turn()
  expect(seen()).toEqual([2, 1, 1])
  turn()
  turn()
  expect(seen()).toEqual([2, 2, 2])
})

describe('the record is the one of a stream read at once', () => {
  const crlf = (event: string) => event.replaceAll('\n', '\r\n')
  const streams = [
    good,
    [roleEvent, ...['\u4e2d', '\ud83d\ude00', 'q"\\\n'].map((each) => tokenEvent(each)), finishEvent(), doneEvent],
    [...good.map(crlf)],
    [': waits\n\n', ...good.slice(0, 3), crlf(usageEvent(3)), doneEvent],
    [tokenEvent('a'), tokenEvent('b')],
    [tokenEvent('a'), 'data: {"choices": [\n\n', doneEvent],
    [tokenEvent('a'), 'event: error\ndata: {"error":{"message":"out of memory"}}\n\n'],
    [tokenEvent('a'), tokenEvent('b'), tokenEvent('c'), finishEvent()],
  ]

  test('wherever reads are cut and turns are taken', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...streams),
        fc.array(fc.nat(3000), { maxLength: 12 }),
        fc.infiniteStream(fc.boolean()),
        fc.boolean(),
        (events, cuts, turns, thenReset) => {
          const whole = streamBytes(...events)
          const offsets = [0, ...cuts.filter((cut) => cut < whole.length).sort((a, b) => a - b), whole.length]
          const reads = offsets.slice(1).map((to, at) => whole.subarray(offsets[at], to))
          const { queue, turn } = handTurned()
          const late = recordWire(reads, {
            thenReset,
            through: (recorder) => new StampFirst(recorder, queue),
            afterRead: () => {
              if (turns.next().value) turn()
            },
          })
          turn()
          expect(late.result()).toEqual(recordWire(reads, { thenReset }).result())
        },
      ),
      { numRuns: 500 },
    )
  })
})
