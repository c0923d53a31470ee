import { createRandom } from '@sagellm-benchmark/protocol-types/random'
import { virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test } from 'vitest'
import { createIdleConnections } from './idle-connections.js'
import { createPlaceLimit } from './place-limit.js'
import { createUnanswered } from './unanswered.js'

type Job = { readonly ms: number; readonly answered: () => void }

/** A connection as a server with few threads sees it: served while it holds one, which it does until it is closed. */
class Connection {
  hasAnswered = false
  gone = false
  served = false
  job: Job | null = null
  constructor(readonly onClosed: (connection: Connection) => void) {}
  get usable() {
    return !this.gone
  }
  destroy() {
    if (this.gone) return
    this.gone = true
    this.onClosed(this)
  }
}

type Traffic = {
  readonly threads: number
  /** Of the how-manieth request. */
  readonly serviceMs: (at: number) => number
  readonly keeps: boolean
}

const REQUESTS = 200
/** 8 requests a second. */
const EVERY_MS = 125

/** How long the requests waited for their answers, ms, shortest first: with the pools' own rules, or a connection each. */
async function measured({ threads, serviceMs, keeps }: Traffic) {
  const clock = virtualClock()
  const { now } = clock
  const setTimer = (delayMs: number, callback: () => void) => clock.setTimer(delayMs, callback)
  const random = createRandom(7)
  const queue: Connection[] = []
  let busy = 0
  const serve = () => {
    for (let next = busy < threads && queue.shift(); next; next = busy < threads && queue.shift()) {
      if (next.gone) continue
      busy += 1
      next.served = true
      work(next)
    }
  }
  const work = (connection: Connection) => {
    const { job } = connection
    if (!connection.served || job === null) return
    connection.job = null
    setTimer(job.ms, () => {
      if (connection.gone) return
      connection.hasAnswered = true
      job.answered()
    })
  }

  const idle = createIdleConnections<Connection>({ now, setTimer, idleMs: 4000 })
  const unanswered = createUnanswered<Connection>()
  const limit = createPlaceLimit<Connection>({
    now,
    setTimer,
    retire(connection) {
      const was = idle.remove(connection)
      if (was) connection.destroy()
      return was
    },
  })
  const closed = (connection: Connection) => {
    idle.remove(connection)
    limit.ended(connection)
    if (!connection.served) return
    busy -= 1
    serve()
  }

  const waited: number[] = []
  let limited = 0
  const send = (at: number) => {
    const kept = keeps ? idle.take() : null
    const connection = kept?.connection ?? new Connection(closed)
    const beganAt = now()
    if (limit.places !== null) limited += 1
    unanswered.began(connection, beganAt)
    limit.began(connection)
    connection.job = {
      ms: serviceMs(at) * (0.8 + 0.4 * random.uniform()),
      answered() {
        waited.push(now() - beganAt)
        const idleMs = unanswered.idleLimitMs({ beganAt, at: now() })
        const gives = limit.released(connection, beganAt)
        if (!keeps || gives || idleMs === 0) connection.destroy()
        else idle.addProven(connection, idleMs)
      },
    }
    if (kept) work(connection)
    else {
      queue.push(connection)
      serve()
    }
  }
  for (let at = 0; at < REQUESTS; at += 1) setTimer(at * EVERY_MS, () => send(at))
  await clock.advance(REQUESTS * EVERY_MS + 20_000)
  expect(waited).toHaveLength(REQUESTS)
  return { p90: waited.sort((a, b) => a - b)[Math.floor(0.9 * REQUESTS)] as number, limited }
}

test.each([
  [3, 350],
  [4, 480],
  [8, 900],
])('%i threads, answers of %i ms: the tail is no longer than with a connection a request', async (threads, ms) => {
  const traffic = { threads, serviceMs: () => ms }
  const ours = await measured({ ...traffic, keeps: true })
  const theirs = await measured({ ...traffic, keeps: false })
  expect(ours.p90).toBeLessThan(1.15 * theirs.p90)
})

test('a server that serves all at once, short prompts before long ones, is not taken for one with few places', async () => {
  const { limited } = await measured({ threads: Infinity, serviceMs: (at) => (at % 5 === 0 ? 2000 : 200), keeps: true })
  expect(limited).toBeLessThan(REQUESTS / 20)
})
