import type { OpenAiClient } from '@sagellm-benchmark/clients'
import type { PlannedRequest, RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { EngineServerOptions } from '@sagellm-benchmark/reference-engine'
import { afterEach, describe, expect, test } from 'vitest'
import { aRequest, type Served, serve, transports, wantedTokens } from './served.js'

// Servers that treat connections in the ways of the field. Whatever they do, no request may fail by our doing, and each stamp is
// held against the engine's own writes.

let served: Served
afterEach(() => served.close())

async function start(surface: Partial<EngineServerOptions>): Promise<Served> {
  served = await serve('vllm', {}, surface)
  return served
}

/** As the load engine does: so many in flight, each reply releases the next. */
async function closedLoop(client: OpenAiClient, { streams, requests }: { streams: number; requests: number }) {
  const planned = Array.from({ length: requests }, () => aRequest())
  const records: RequestRecord[] = []
  const waiting = [...planned]
  const stream = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) records.push(await client.send(next))
  }
  await Promise.all(Array.from({ length: streams }, stream))
  return { planned, records }
}

/** All succeeded, and no stamp is earlier than the write that it is of or belongs to another request. */
function expectRight(
  { server }: Served,
  { planned, records }: { planned: PlannedRequest[]; records: RequestRecord[] },
) {
  expect(records.map(({ errorClass, errorMessage }) => errorClass && `${errorClass}: ${errorMessage}`)).toEqual(
    planned.map(() => null),
  )
  for (const record of records) {
    const writes = server.writes(record.requestId)
    const first = writes?.performanceNowMs.find((_, at) => (writes.tokens[at] ?? 0) > 0) as number
    expect(record).toMatchObject({ outputTokens: wantedTokens, retries: 0 })
    expect(first).toBeGreaterThanOrEqual(record.startAt)
    expect(record.firstTokenAt).toBeGreaterThanOrEqual(first)
    expect(record.lastTokenAt).toBeGreaterThanOrEqual(writes?.performanceNowMs.at(-1) === undefined ? 0 : first)
  }
}

/** How many later requests were written to before the one that was overtaken most. */
function mostOvertaken({ server }: Served, planned: readonly PlannedRequest[]): number {
  const firstWrites = planned.map(({ requestId }) => server.writes(requestId)?.performanceNowMs[0] as number)
  return Math.max(...firstWrites.map((own, at) => firstWrites.slice(at + 1).filter((later) => later < own).length))
}

const servers: readonly (readonly [string, Partial<EngineServerOptions>])[] = [
  ['closes each stream’s connection, though it announced to keep it', { faults: [{ fault: 'close-after', rate: 1 }] }],
  ['closes one stream’s connection in three', { faults: [{ fault: 'close-after', rate: 1 / 3 }] }],
  ['announces an idle limit', { connections: { idleMs: 1000 } }],
  ['has a short idle limit that it keeps to itself', { connections: { idleMs: 20, announceIdle: false } }],
]

describe.each(transports)('over %s, a server that', (transport) => {
  test.each(servers)('%s', async (_, surface) => {
    const own = await start(surface)
    const client = own.client({ transport })
    await client.open({ connections: 2 })
    const first = await closedLoop(client, { streams: 3, requests: 15 })
    // Beyond the short idle limit, so that the next request meets a connection that is closed, or just being closed.
    await new Promise((resolve) => setTimeout(resolve, 25))
    const second = await closedLoop(client, { streams: 1, requests: 5 })
    expectRight(own, first)
    expectRight(own, second)
  })
})

// The pool of `fetch` is the runtime's own: a request that waits for a thread there waits until a connection has been idle for long.
describe.each(transports.filter((name) => name !== 'fetch'))(
  'over %s, a server with a thread for each connection',
  (transport) => {
    test.each([1, 2, 4])('serves more streams than its %i threads in turn', async (threads) => {
      const own = await start({ connections: { threads } })
      const client = own.client({ transport })
      await client.open({ connections: 2 * threads })
      const loop = await closedLoop(client, { streams: 2 * threads, requests: 12 * threads })
      expectRight(own, loop)
      // A connection that has its thread would otherwise serve its stream to the end, and the others after it.
      expect(mostOvertaken(own, loop.planned)).toBeLessThan(8 * threads)
    })

    test('without keep-alive serves in order of arrival', async () => {
      const own = await start({ connections: { threads: 1 } })
      const client = own.client({ transport, keepAlive: false })
      await client.open({ connections: 4 })
      const loop = await closedLoop(client, { streams: 4, requests: 16 })
      expectRight(own, loop)
      expect(loop.records.map(({ connectionReused }) => connectionReused)).toEqual(loop.records.map(() => false))
    })
  },
)

test('over fetch, one stream to a server with one thread', async () => {
  const own = await start({ connections: { threads: 1, idleMs: 100 } })
  expectRight(own, await closedLoop(own.client({ transport: 'fetch' }), { streams: 1, requests: 6 }))
})
