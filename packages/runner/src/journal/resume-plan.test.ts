import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RunPlan, toWire } from '@sagellm-benchmark/protocol-types'
import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { aPlan } from '../testing/planned-requests.js'
import { openJournal } from './open-journal.js'
import { readJournal } from './read-journal.js'
import { resumePlan } from './resume-plan.js'

let folder: string
let file: string
const plan = aPlan({ load: { kind: 'closed', concurrency: 2, rampUpSeconds: 0 } })
const idOf = (index: number) => `W-r0-00${index}`
const recordOf = (index: number) =>
  aRecord({ requestId: idOf(index), workload: 'W', index, startAt: index * 100, outputText: '令牌' })

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'resume-'))
  file = join(folder, 'records.jsonl')
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ plan: toWire(RunPlan, plan) }))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function journalOf(...records: ReturnType<typeof recordOf>[]) {
  rmSync(file, { force: true })
  const journal = openJournal(folder)
  journal.append(records)
  journal.close()
}

async function ids(): Promise<string[]> {
  const found: string[] = []
  for await (const { requestId } of readJournal(file)) found.push(requestId)
  return found
}

test('the plan and the finished requests of a run come back from its folder', async () => {
  journalOf(recordOf(0), recordOf(1))
  const resume = await resumePlan(folder)
  expect(resume.plan).toEqual(plan)
  expect([...resume.finished]).toEqual([idOf(0), idOf(1)])
  expect(resume.finishedByWorkload.get('W')).toBe(2)
  // startAt 100, first token after 40 ms, 4 more every 10 ms.
  expect(resume.continueAtMs).toBe(180)
  expect(resume.usedMs.get('W')).toBe(180)
  expect(resume.mendedLines).toBe(0)
})

test('wherever the last line was cut, the journal is whole again and takes further records', async () => {
  journalOf(recordOf(0), recordOf(1))
  const bytes = readFileSync(file)
  const firstLine = bytes.indexOf(10) + 1
  // Every mending waits for the disk: all cuts near the ends of the line, a sample of those between.
  for (let length = firstLine; length <= bytes.length; length += length > bytes.length - 20 ? 1 : 23) {
    writeFileSync(file, bytes)
    truncateSync(file, length)
    const { finished } = await resumePlan(folder)
    const journal = openJournal(folder, { mode: 'continue' })
    journal.append([1, 2].map(recordOf).filter(({ requestId }) => !finished.has(requestId)))
    journal.close()
    expect(await ids(), `cut at ${length}`).toEqual([idOf(0), idOf(1), idOf(2)])
  }
})

test('of two records of one request the first stays', async () => {
  journalOf(recordOf(0), { ...recordOf(0), outputText: 'again' }, recordOf(1))
  const { mendedLines } = await resumePlan(folder)
  expect(mendedLines).toBe(1)
  const records = []
  for await (const record of readJournal(file)) records.push(record)
  expect(records).toEqual([recordOf(0), recordOf(1)])
})

test('requests that the interruption cut off are sent again; those cut off by the time limit are not', async () => {
  const cut = { errorClass: 'cancelled_by_run' as const }
  journalOf({ ...recordOf(0), ...cut }, { ...recordOf(1), ...cut, flags: ['interrupted'] })
  expect([...(await resumePlan(folder)).finished]).toEqual([idOf(0)])
  expect(await ids()).toEqual([idOf(0)])
})

test('fields that this version does not know survive the mending', async () => {
  journalOf(recordOf(0))
  const line = JSON.parse(readFileSync(file, 'utf8'))
  writeFileSync(file, `${JSON.stringify({ ...line, later_field: 1 })}\n`)
  appendFileSync(file, '{"torn":')
  await resumePlan(folder)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toHaveProperty('later_field', 1)
})

test('a run that was killed before its first record starts from the beginning', async () => {
  expect(await resumePlan(folder)).toMatchObject({ plan, continueAtMs: null, mendedLines: 0 })
})

test('a folder without a run is named', async () => {
  await expect(resumePlan(join(folder, 'nothing'))).rejects.toMatchObject({ code: 'not_found' })
  writeFileSync(join(folder, 'config.json'), '{ "plan": { "rounds": 3 } }')
  await expect(resumePlan(folder)).rejects.toMatchObject({
    code: 'corrupt_data',
    message: expect.stringContaining('config.json'),
  })
})
