import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { mergeJournals } from './merge-journals.js'
import { recordLine } from './record-line.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'merge-journals-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A journal of a shard, whose requests ended at these moments. */
function journalOf(shard: number, endsAt: readonly number[], tail = '') {
  const file = join(folder, `${shard}.jsonl`)
  const records = endsAt.map((endAt, index) =>
    aRecord({
      requestId: `${shard}-${index}`,
      shard: shard === 0 ? null : { number: shard, clockErrorMs: 0.1 },
      startAt: endAt - 50,
      outputTokens: 1,
      endAt,
    }),
  )
  writeFileSync(file, `${records.map(recordLine).join('')}${tail}`)
  return { shard, file }
}
const ids = () =>
  readFileSync(join(folder, 'records.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).request_id)

test('lines stand in the order in which requests ended, those of one moment by their shard', async () => {
  const journals = [journalOf(0, [100, 300]), journalOf(1, [200, 300]), journalOf(2, [50, 300, 400])]
  expect(await mergeJournals(journals, folder)).toEqual([2, 2, 3])
  expect(ids()).toEqual(['2-0', '0-0', '1-0', '0-1', '1-1', '2-1', '2-2'])
})

test('the order within a journal stays, and the order of the journals does not matter', async () => {
  const journals = [journalOf(1, [500, 200, 600]), journalOf(0, [300])]
  await mergeJournals(journals, folder)
  expect(ids()).toEqual(['0-0', '1-0', '1-1', '1-2'])
})

test('a torn last line is left out, and an empty journal is none', async () => {
  expect(await mergeJournals([journalOf(0, [100], '{"request_id":"to'), journalOf(1, [])], folder)).toEqual([1, 0])
  expect(ids()).toEqual(['0-0'])
})

test('a record that is there twice is refused where nobody could say what a journal has to be', async () => {
  const [zero, one] = [journalOf(0, [100, 200]), { ...journalOf(1, [150]), unattested: true }]
  appendFileSync(one.file, readFileSync(one.file))
  await expect(mergeJournals([zero, one], folder)).rejects.toThrow(/1\.jsonl has 1-0, which is there twice$/)

  const copy = readFileSync(zero.file, 'utf8').split('\n')[0] as string
  writeFileSync(one.file, `${JSON.stringify({ ...JSON.parse(copy), shard: { number: 1, clock_error_ms: 0.1 } })}\n`)
  rmSync(join(folder, 'records.jsonl'), { force: true })
  await expect(mergeJournals([zero, one], folder)).rejects.toThrow(/0\.jsonl has 0-0, which is there twice$/)
})

test('the signal ends it', async () => {
  const many = journalOf(
    0,
    Array.from({ length: 3000 }, (_, at) => 100 + at),
  )
  await expect(mergeJournals([many], folder, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'cancelled',
  })
})

test('a record of another shard is refused with its file', async () => {
  const journals = [journalOf(0, [100]), { ...journalOf(1, [200]), shard: 2 }]
  await expect(mergeJournals(journals, folder)).rejects.toThrow(/1\.jsonl has 1-0, a record of another shard/)
})
