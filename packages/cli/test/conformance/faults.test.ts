import { faults } from '@sagellm-benchmark/reference-engine'
import { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Expectation, type FaultCase, faultCases } from './fault-expectations.js'
import { aRequest, type Served, serve, transports, truthOf, wantedTokens, besideReads } from './served.js'

let served: Served
beforeAll(async () => {
  served = await serve('sagellm')
})
afterAll(() => served.close())

test('every fault of the reference engine has an expectation, and there are no others', () => {
  expect(Object.keys(faultCases)).toEqual(faults.map(({ name }) => name))
  for (const { name, streamOnly } of faults) {
    expect({ name, streamOnly: faultCases[name]?.whole === null }).toEqual({ name, streamOnly })
  }
})

// `refuse` closes the server's port for everyone: it has a server of its own below.
const shared = Object.entries(faultCases).filter(([name]) => name !== 'refuse')

describe.each(transports)('over %s', (transport) => {
  test.each(shared)('%s, streamed', async (_, { wish, timeouts, streamed }) => {
    const planned = aRequest({ extraBody: { fault: wish } })
    const truth = await truthOf(served.engine, planned.request)
    const record = await served
      .client({ transport, ...(timeouts ? { timeouts } : {}) })
      .send(planned, { keepText: true })
    check(RequestRecord.parse(record), streamed, { whole: false, text: truth.text })
  })

  test.each(shared.filter(hasWhole))('%s, in one piece', async (_, { wish, timeouts, whole }) => {
    const planned = aRequest({ stream: false, extraBody: { fault: wish } })
    const truth = await truthOf(served.engine, planned.request)
    const record = await served
      .client({ transport, ...(timeouts ? { timeouts } : {}) })
      .send(planned, { keepText: true })
    check(RequestRecord.parse(record), whole as Expectation, { whole: true, text: truth.text })
  })

  test.each([true, false])('a refused connection is distinguished from a reset one (streamed: %s)', async (stream) => {
    const restarting = await serve('sagellm')
    const client = restarting.client({ transport })
    expect(await client.send(aRequest())).toMatchObject({ errorClass: null })

    const record = await client.send(aRequest({ stream, extraBody: { fault: 'refuse:60000' } }))
    const { streamed, whole } = faultCases.refuse as FaultCase
    check(record, (stream ? streamed : whole) as Expectation, { whole: !stream, text: '' })
    // The client has to see first that its idle connections were closed.
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setTimeout(resolve, 1))
    expect(await client.send(aRequest())).toMatchObject({ errorClass: 'connect_failed', httpStatus: null })
    await restarting.close()
  })

  test('a new connection that is reset is no refused one', async () => {
    if (transport === 'fetch') return
    const restarting = await serve('sagellm')
    const client = restarting.client({ transport, keepAlive: false })
    await client.open({ connections: 0 })
    const record = await client.send(aRequest({ extraBody: { fault: 'refuse:60000' } }))
    expect(record).toMatchObject({ errorClass: 'connection_reset', httpStatus: null, flags: [] })
    await restarting.close()
  })

  test('a server that comes back is used again', async () => {
    const restarting = await serve('sagellm')
    const client = restarting.client({ transport })
    await client.send(aRequest({ extraBody: { fault: 'refuse:150' } }))
    await expect.poll(async () => (await client.send(aRequest())).errorClass, { timeout: 120_000 }).toBeNull()
    await restarting.close()
  })

  test('the message of a failure holds what the server said', async () => {
    const client = served.client({ transport })
    const ask = async (fault: string) => (await client.send(aRequest({ extraBody: { fault } }))).errorMessage
    expect(await ask('rate-limit:7')).toBe('HTTP 429: Rate limit reached (Retry-After: 7)')
    expect(await ask('error-event')).toContain('the engine failed')
  })

  test('a connection is good for the next request after every fault that leaves it whole', async () => {
    const client = served.client({ transport, timeouts: {} })
    for (const fault of [
      'server-error',
      'rate-limit',
      'no-usage',
      'crlf',
      'comments',
      'split-events',
      'double-usage',
    ]) {
      await client.send(aRequest({ extraBody: { fault } }))
      const next = await client.send(aRequest())
      expect({ fault, error: next.errorClass, reused: next.connectionReused }).toEqual({
        fault,
        error: null,
        reused: transport === 'fetch' ? null : true,
      })
    }
  })
})

type CheckOptions = { readonly whole: boolean; readonly text: string }

function check(record: RequestRecord, expected: Expectation, { whole, text }: CheckOptions): void {
  const good = expected.errorClass === null
  expect(record).toMatchObject({
    errorClass: expected.errorClass,
    httpStatus: expected.httpStatus,
    tokenCountSource: expected.counted,
    outputTokens: expected.counted === 'usage' ? wantedTokens : null,
  })
  expect(besideReads(record.flags)).toEqual([...(whole && good ? ['not_streamed'] : []), ...expected.flags])
  if (good) expect(record.outputText).toBe(text)
  // What arrived before a failure is the true beginning of the answer, nothing else.
  else if (expected.chunks !== 'some') expect(text.startsWith(record.outputText ?? '')).toBe(true)
  if (expected.chunks === 'all') expect(record.chunkCount).toBeGreaterThan(wantedTokens / 4)
  else if (expected.chunks === 'some') expect(record.chunkCount).toBeGreaterThan(wantedTokens)
  else expect(record.chunkCount).toBe(expected.chunks)
  expect(record.tokenAt.length).toBeGreaterThanOrEqual(record.chunkCount)
  expect(record.endAt).toBeGreaterThanOrEqual(record.lastTokenAt ?? record.startAt)
}

function hasWhole([, { whole }]: [string, FaultCase]): boolean {
  return whole !== null
}
