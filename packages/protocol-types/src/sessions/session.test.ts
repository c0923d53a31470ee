import { expect, test } from 'vitest'
import { createRandom } from '../random/create-random.js'
import { drawAmount, meanAmount } from './amount.js'
import { readSession } from './read-session.js'
import { Session, sessionLine } from './session.js'

const length = { kind: 'length', tokens: 8 } as const
const session = (turns: unknown[]) => Session.safeParse({ sessionId: 's', turns })

test('a session file keeps ids exactly, above 2^53 too', () => {
  const line = {
    session_id: '9007199254740993',
    turns: [
      { turn_id: '1', input: { kind: 'blocks', tokens: 1024, block_size: 512, hash_ids: ['18446744073709551615', 7] } },
    ],
  }
  const read = readSession(line, 'line 1')
  expect(read.sessionId).toBe('9007199254740993')
  expect(read.turns[0]?.input).toMatchObject({ hashIds: ['18446744073709551615', 7] })
  expect(sessionLine.parse(sessionLine.serialize(read), 'again')).toEqual(read)
})

test('a turn waits for turns that stand before it', () => {
  const found = session([
    { turnId: 'a', after: ['b'], input: length },
    { turnId: 'b', input: length },
  ])
  expect(found.error?.issues[0]?.message).toContain('b does not stand before a')
})

test('ids of turns are unique, and answers that are read are waited for', () => {
  const messageOf = (turns: unknown[]) => session(turns).error?.issues[0]?.message
  expect(
    messageOf([
      { turnId: 'a', input: length },
      { turnId: 'a', input: length },
    ]),
  ).toContain('a is there twice')
  expect(
    messageOf([
      { turnId: 'a', input: length },
      { turnId: 'b', continues: 'a', input: length },
    ]),
  ).toContain('not in after of b')
  expect(
    messageOf([
      { turnId: 'a', input: length },
      { turnId: 'b', answersOf: ['a'], input: length },
    ]),
  ).toContain('not in after of b')
})

test('the file of a session with a circle is refused by line and field', () => {
  const line = { session_id: 's', turns: [{ turn_id: 'a', after: ['a'], input: { kind: 'length', tokens: 1 } }] }
  expect(() => readSession(line, 'agents.jsonl line 4')).toThrow(/agents\.jsonl line 4.*turns\.0\.after/)
})

test('drawn amounts have the mean that is asked for', () => {
  const amounts = [
    { kind: 'uniform', min: 0, max: 20 },
    { kind: 'normal', mean: 10, std: 2 },
    { kind: 'lognormal', mean: 10, std: 5 },
    { kind: 'exponential', mean: 10 },
  ] as const
  for (const amount of amounts) {
    const random = createRandom(1)
    const drawn = Array.from({ length: 20_000 }, () => drawAmount(amount, random))
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0)
    // 20,000 draws with a deviation of 10 or less: the mean is within 0.3 except once in 10,000 seeds.
    expect(Math.abs(drawn.reduce((sum, each) => sum + each, 0) / drawn.length - meanAmount(amount))).toBeLessThan(0.3)
  }
})
