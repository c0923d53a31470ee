import { servedDialects } from '@sagellm-benchmark/reference-engine'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faultCases } from './fault-expectations.js'
import { aRequest, type Served, serve } from './served.js'

/** Faults whose bytes are the dialect's own: error bodies flat, nested or a plain text, and errors inside the stream. */
const ownWords = [
  'unauthorized',
  'not-found',
  'rate-limit',
  'server-error',
  'overloaded',
  'error-event',
  'error-event-done',
  'engine-gone',
]
/** And those that cut or bend the dialect's own events. */
const ownEvents = ['cut-short', 'malformed-json', 'no-finish-reason', 'no-done', 'crlf', 'endless', 'double-usage']

describe.each(servedDialects)('$name', ({ name }) => {
  let served: Served
  beforeAll(async () => {
    served = await serve(name)
  })
  afterAll(() => served.close())

  test.each([...ownWords, ...ownEvents])('%s ends as it does in every other dialect', async (fault) => {
    const { streamed, wish } = faultCases[fault] as (typeof faultCases)[string]
    const record = await served.client().send(aRequest({ extraBody: { fault: wish } }))
    expect({ errorClass: record.errorClass, httpStatus: record.httpStatus }).toEqual({
      errorClass: streamed.errorClass,
      httpStatus: streamed.httpStatus,
    })
    if (streamed.httpStatus !== 200) expect(record.errorMessage).toMatch(/^HTTP \d+: \S/)
    for (const flag of streamed.flags) expect(record.flags).toContain(flag)
  })
})
