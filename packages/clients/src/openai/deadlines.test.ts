import { expect, test } from 'vitest'
import { virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { type DeadlineHost, Deadlines, type Timeouts } from './deadlines.js'

function start(timeouts: Partial<Timeouts> = {}) {
  const clock = virtualClock()
  let arriving = () => {}
  const expired: { at: number; errorClass: string | null; message: string }[] = []
  let lastTokenAt: number | null = null
  const host: DeadlineHost = {
    get lastTokenAt() {
      return lastTokenAt
    },
    catchUp: () => arriving(),
    onExpired: (errorClass, message) => void expired.push({ at: clock.now(), errorClass, message }),
  }
  const limits = { connectMs: 10, firstTokenMs: 100, interTokenMs: 30, totalMs: 1000, ...timeouts }
  const deadlines = new Deadlines(host, { clock, timeouts: limits, startAt: 0 })
  return {
    clock,
    expired,
    deadlines,
    token: (at: number) => void (lastTokenAt = at),
    unread: (work: () => void) => void (arriving = work),
  }
}

test('each wait ends at its own limit, counted from its own start', async () => {
  const connecting = start()
  await connecting.clock.runAll(2000)
  expect(connecting.expired).toEqual([{ at: 10, errorClass: 'connect_timeout', message: 'no connection after 10 ms' }])

  const waiting = start()
  waiting.deadlines.enter('first_token', 5)
  await waiting.clock.runAll(2000)
  expect(waiting.expired).toEqual([{ at: 105, errorClass: 'first_token_timeout', message: 'no token after 100 ms' }])
})

test('what has arrived unread counts: it is taken in before a limit is judged', async () => {
  const first = start()
  first.deadlines.enter('first_token', 0)
  first.unread(() => first.deadlines.enter('next_token', 95))
  await first.clock.advance(120)
  expect(first.expired).toEqual([])
  first.unread(() => {})
  await first.clock.runAll(2000)
  expect(first.expired).toMatchObject([{ at: 125, errorClass: 'inter_token_timeout' }])

  const ended = start()
  ended.deadlines.enter('first_token', 0)
  ended.unread(() => ended.deadlines.cancel())
  await ended.clock.runAll(2000)
  ended.deadlines.enter('drain', 2000)
  await ended.clock.runAll(5000)
  expect(ended.expired).toEqual([])
})

test('a token postpones the limit between tokens without touching the timer', async () => {
  const { clock, expired, deadlines, token } = start()
  deadlines.enter('next_token', 0)
  await clock.advance(20)
  token(20)
  await clock.advance(20)
  token(40)
  await clock.runAll(2000)
  expect(expired).toEqual([{ at: 70, errorClass: 'inter_token_timeout', message: 'no further token for 30 ms' }])
})

test('the total limit holds in every wait', async () => {
  for (const wait of ['first_token', 'next_token', 'body'] as const) {
    const { clock, expired, deadlines } = start({ firstTokenMs: 5000, interTokenMs: 5000, totalMs: 50 })
    deadlines.enter(wait, 1)
    await clock.runAll(9000)
    expect(expired).toEqual([{ at: 50, errorClass: 'total_timeout', message: 'not complete after 50 ms' }])
  }
})

test('after a complete answer the connection has a second to end, even past the total limit', async () => {
  const { clock, expired, deadlines } = start({ totalMs: 50 })
  deadlines.enter('drain', 40)
  await clock.runAll(9000)
  expect(expired).toEqual([{ at: 1040, errorClass: null, message: '' }])
})

test('a cancelled watch never fires', async () => {
  const { clock, expired, deadlines } = start()
  deadlines.cancel()
  await clock.runAll(9000)
  expect(expired).toEqual([])
})
