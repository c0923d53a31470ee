import { expect, test } from 'vitest'
import { PlannedRequest } from '../run/planned-request.js'
import { RequestRecord, stampFields } from '../run/request-record.js'
import { aRecord } from '../testing/a-record.js'
import { emptyRecord } from './empty-record.js'
import { shiftRecord } from './shift-record.js'

const planned = PlannedRequest.parse({
  requestId: 'Q1-r2-003',
  workload: 'Q1',
  phase: 'measured',
  round: 2,
  index: 3,
  dueAtMs: null,
  request: { input: { kind: 'text', text: 'hello' }, maxTokens: 9 },
  intendedPromptTokens: 12,
  promptLengthBasis: 'estimate',
})
const known = { target: 'a', transport: 'raw', scheduledAt: 1, startAt: 2, endAt: 3 }

test('a record of nothing is a whole record: the plan, the times, and null for the rest', () => {
  const record = emptyRecord(planned, known)
  expect(RequestRecord.parse(record)).toEqual(record)
  expect(record).toMatchObject({ ...known, requestId: 'Q1-r2-003', round: 2, index: 3, requestedOutputTokens: 9 })
  expect(record).toMatchObject({ sentAt: null, usage: null, outputTokens: null, errorClass: null, tokenAt: [] })
})

test('what was seen goes before what the plan says', () => {
  expect(emptyRecord(planned, { ...known, outputTokens: 4, flags: ['retried'] })).toMatchObject({
    outputTokens: 4,
    flags: ['retried'],
  })
})

test('the stamps of a record are those that its schema marks, and they end in At', () => {
  expect([...stampFields].sort()).toEqual(
    Object.keys(RequestRecord.shape)
      .filter((name) => name.endsWith('At'))
      .sort(),
  )
})

test('a record is moved in time by all of its stamps and nothing else', () => {
  const record = aRecord({ startAt: 100, ttftMs: 40, sentAt: null })
  const moved = shiftRecord(record, 1000)
  const back = shiftRecord(moved, -1000)

  expect(moved).toMatchObject({ startAt: 1100, firstTokenAt: 1140, lastTokenAt: 1180, sentAt: null })
  expect(moved.tokenAt).toEqual(record.tokenAt.map((at) => at + 1000))
  expect(back).toEqual(record)
  expect(shiftRecord(record, 0)).toBe(record)
})
