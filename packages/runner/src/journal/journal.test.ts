import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openJournal } from './open-journal.js'
import { readJournal } from './read-journal.js'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'))
  file = join(folder, 'records.jsonl')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function readAll(): Promise<RequestRecord[]> {
  const records: RequestRecord[] = []
  for await (const record of readJournal(file)) records.push(record)
  return records
}

const three = [0, 1, 2].map((index) => aRecord({ index, requestId: `Q1-r0-00${index}`, outputText: `文本 ${index}\n` }))

test('what was appended is read back equal, and is in the file when append returns', async () => {
  const journal = openJournal(folder)
  journal.append(three.slice(0, 2))
  expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(3)
  journal.append(three.slice(2))
  journal.close()
  expect(await readAll()).toEqual(three)
})

test('lines are snake_case, one record each', () => {
  const journal = openJournal(folder)
  journal.append(three)
  journal.close()
  const first = JSON.parse(readFileSync(file, 'utf8').split('\n')[0] as string)
  expect(first).toMatchObject({ request_id: 'Q1-r0-000', first_token_at: 40, error_class: null, schema_version: 1 })
})

test('a file cut at any byte gives every record whose line was whole, and no error', async () => {
  const journal = openJournal(folder)
  journal.append(three)
  journal.close()
  const bytes = readFileSync(file)
  const firstLine = bytes.indexOf(10)
  const ends = [...bytes.entries()].filter(([, byte]) => byte === 10).map(([at]) => at)
  for (let length = bytes.length; length >= firstLine - 1; length -= 1) {
    truncateSync(file, length)
    // A line counts with all of its text, even where only its line end is missing.
    const whole = ends.filter((end) => end <= length).length
    const records = await readAll()
    expect(records, `cut at ${length}`).toEqual(three.slice(0, whole))
  }
})

test('an empty line is no record and no tear', async () => {
  const journal = openJournal(folder)
  journal.append(three)
  journal.close()
  appendFileSync(file, '\n\r\n')
  expect(await readAll()).toEqual(three)
})

test('a damaged line is an error that names file, line and field', async () => {
  const journal = openJournal(folder)
  journal.append(three)
  journal.close()
  const lines = readFileSync(file, 'utf8').split('\n')
  writeFileSync(
    file,
    [lines[0], (lines[1] as string).replace('"start_at":0', '"start_at":"x"'), lines[2], ''].join('\n'),
  )
  await expect(readAll()).rejects.toMatchObject({
    code: 'corrupt_data',
    message: expect.stringMatching(/records\.jsonl line 2 .*start_at/),
  })
  writeFileSync(file, [lines[0], '{"half":', lines[2], ''].join('\n'))
  await expect(readAll()).rejects.toMatchObject({ code: 'corrupt_data', message: expect.stringContaining('line 2') })
})

test('a new journal never goes over an existing one', () => {
  openJournal(folder).close()
  expect(() => openJournal(folder)).toThrow(expect.objectContaining({ code: 'invalid_argument' }))
  expect(() => openJournal(join(folder, 'missing'))).toThrow(expect.objectContaining({ code: 'invalid_argument' }))
})

test('a journal that does not exist is named in the error', async () => {
  await expect(readAll()).rejects.toMatchObject({ code: 'not_found', message: expect.stringContaining(file) })
})

test('lines longer than a read are put together', async () => {
  const long = aRecord({ requestId: 'long', tokenAt: Array.from({ length: 60_000 }, (_, at) => 40 + at / 7) })
  const journal = openJournal(folder)
  journal.append([long, ...three])
  journal.close()
  expect(readFileSync(file).length).toBeGreaterThan(600_000)
  expect(await readAll()).toEqual([long, ...three])
})

test('a file that is one line without an end is refused before it fills the memory', async () => {
  writeFileSync(file, '')
  truncateSync(file, 4e9)
  await expect(readAll()).rejects.toThrow(`${file} has a line of more than 256 MB`)
})

test('appending a foreign tail does not hide it', async () => {
  const journal = openJournal(folder)
  journal.append(three)
  journal.close()
  appendFileSync(file, 'garbage\n')
  await expect(readAll()).rejects.toMatchObject({ code: 'corrupt_data', message: expect.stringContaining('line 4') })
})

test('a record whose moments cannot be those of one request is no record', async () => {
  const journal = openJournal(folder)
  journal.append(three)
  journal.close()
  const text = readFileSync(file, 'utf8')
  writeFileSync(file, text.replace(/"end_at":[\d.]+/, '"end_at":-5'))
  await expect(readAll()).rejects.toMatchObject({
    code: 'corrupt_data',
    message: expect.stringMatching(/line 1 is not a valid request record: end_at lies before start_at/),
  })
})
