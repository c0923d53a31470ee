import { expect, test } from 'vitest'
import { countByteWork } from '../../test/support/byte-work.js'
import { createMemoryBudget } from '../bytes/memory-budget.js'
import { EventReader } from './event-reader.js'

const MIB = 1_048_576

/** Reads a stream in pieces of one size, as reads of a socket whose buffer holds other bytes behind them. */
function readInPieces(text: string, pieceBytes: number, { cheapFirst = false, maxEventBytes = 16 * MIB } = {}) {
  const bytes = new TextEncoder().encode(text)
  const socket = new Uint8Array(65_536).fill(0x78)
  const memory = createMemoryBudget()
  const seen = { events: 0, longest: 0, overflows: 0, held: 0 }
  const reader = new EventReader(
    {
      onEvent(data) {
        seen.events += 1
        seen.longest = Math.max(seen.longest, data.length)
      },
      onPiece: () => {},
      onOddLine: () => {},
      onOverflow: () => void (seen.overflows += 1),
    },
    { maxEventBytes, account: memory.open() },
  )
  const work = countByteWork()
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    const length = Math.min(pieceBytes, bytes.length - at)
    for (let to = 0; to < length; to += 1) socket[to] = bytes[at + to] as number
    const rest = cheapFirst ? reader.readPieces(socket, 0, length) : 0
    reader.read(socket, rest, length)
    seen.held = Math.max(seen.held, memory.used)
  }
  reader.end()
  return { seen, work: { ...work }, bytes: bytes.length, left: memory.used }
}

const longEvent = (start: string, end: string) => `${start}${'x'.repeat(9 * MIB)}${end}${start}b${end}`
const forms = [
  ['the usual form', longEvent('data: ', '\n\n')],
  ['lines with CR', longEvent('data: ', '\r\n\r\n')],
  ['another field first', longEvent('event: message\ndata: ', '\n\n')],
] as const

for (const cheapFirst of [false, true]) {
  test.each(forms)(
    `an event of 9 MiB in reads of 1 KB costs a few looks at each byte (%s, ${cheapFirst})`,
    (_form, text) => {
      const { seen, work, bytes, left } = readInPieces(text, 1024, { cheapFirst })
      expect(seen).toMatchObject({ events: 2, longest: 9 * MIB, overflows: 0 })
      // Found no line end, copied once into memory that doubles (once more on average), scanned and decoded when it ended.
      expect(work.touched).toBeLessThan(12 * bytes)
      expect(work.allocated).toBeLessThan(5 * bytes)
      expect(left).toBe(0)
    },
  )
}

test.each(forms)('a stream in reads of one byte makes no object for each (%s)', (_form, text) => {
  const { seen, work, bytes } = readInPieces(text.slice(8 * MIB), 1, { cheapFirst: true })
  expect(seen.overflows).toBe(0)
  expect(work.arrays).toBeLessThan(bytes / 1000)
  expect(work.touched).toBeLessThan(12 * bytes)
})

test.each([1, 1000, 65_536])('small events in reads of %i bytes are looked at a few times each', (pieceBytes) => {
  const { seen, work, bytes, held } = withHeld(readInPieces('data: {"a":1}\n\n'.repeat(20_000), pieceBytes))
  expect(seen.events).toBe(20_000)
  expect(work.touched).toBeLessThan(12 * bytes)
  expect(held).toBeLessThan(2048)
})

const withHeld = (result: ReturnType<typeof readInPieces>) => ({ ...result, held: result.seen.held })

test.each([
  ['a line without an end', 'data: '.padEnd(3 * MIB, 'x')],
  ['a line without an end in another form', `event: x\ndata: ${'x'.repeat(3 * MIB)}`],
  ['lines that are nothing but ends', 'event: x\n'.concat('data:\n'.repeat(MIB / 2))],
  ['a whole event in one read', `data: ${'x'.repeat(3 * MIB)}\n\n`],
])('an event over the limit ends the reading however it is cut (%s)', (_what, text) => {
  for (const pieceBytes of [7, 1000, 65_536]) {
    const { seen, left } = readInPieces(text, pieceBytes, { maxEventBytes: MIB })
    expect([seen.overflows, left]).toEqual([1, 0])
    expect(seen.held).toBeLessThan(4 * MIB)
  }
})

test('what the budget cannot hold is refused, and others may hold what is left', () => {
  const memory = createMemoryBudget(1000)
  const refusals: string[] = []
  const [first, second] = [memory.open({ onMemoryRefused: (message) => void refusals.push(message) }), memory.open()]
  expect([first.hold(600), second.hold(400), first.hold(1), memory.used]).toEqual([true, true, false, 1000])
  expect(refusals).toEqual(['the answers in flight hold more than 0 MB together'])
  second.close()
  expect([first.hold(400), second.hold(1), memory.used]).toEqual([true, false, 1000])
  first.release(700)
  first.close()
  expect(memory.used).toBe(0)
})
