import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { makeFolder } from './make-folder.js'
import { withRunFolder } from './with-run-folder.js'
import { writeFileAtomic, writeNamedFile } from './write-file-atomic.js'

let root: string
let folder: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'run-'))
  folder = join(root, 'deep/results')
})

const failing = () => Promise.reject(new Error('too many files'))

async function runOf(records: string, place = folder): Promise<void> {
  await withRunFolder(place, {}, async () => {
    await writeFileAtomic(join(place, 'records.jsonl'), records)
    await writeNamedFile(join(place, 'plots/a.svg'), records)
  })
}

test('a run that fails before it measures leaves no folder', async () => {
  const run = withRunFolder(folder, {}, async () => {
    await writeFileAtomic(join(folder, 'config.json'), '{}')
    await writeNamedFile(join(folder, 'short/records.jsonl'), '')
    return failing()
  })
  await expect(run).rejects.toThrow('too many files')
  expect(readdirSync(root)).toEqual([])
})

test('what lay in the folder before stays, and an earlier run comes back to its place', async () => {
  await runOf('first')
  writeFileSync(join(folder, 'notes.txt'), 'mine')
  const before = readdirSync(folder, { recursive: true }).sort()
  await expect(withRunFolder(folder, {}, failing)).rejects.toThrow('too many files')
  expect(readdirSync(folder, { recursive: true }).sort()).toEqual(before)
  expect(readFileSync(join(folder, 'records.jsonl'), 'utf8')).toBe('first')

  await runOf('second')
  expect(readFileSync(join(folder, 'records.jsonl'), 'utf8')).toBe('second')
})

test.each(['records.jsonl', 'short/records.jsonl', 'points.jsonl', 'visits.jsonl', 'vllm.server.log'])(
  'a run that fails keeps its %s, and with it the folder',
  async (name) => {
    const run = withRunFolder(folder, {}, async () => {
      await makeFolder(join(folder, 'short'))
      await writeFileAtomic(join(folder, name), 'what happened')
      return failing()
    })
    await expect(run).rejects.toThrow('too many files')
    expect(readFileSync(join(folder, name), 'utf8')).toBe('what happened')
  },
)

test('a resumed run that fails at once loses nothing', async () => {
  await runOf('first')
  await expect(withRunFolder(folder, { resume: true }, failing)).rejects.toThrow()
  expect(readFileSync(join(folder, 'records.jsonl'), 'utf8')).toBe('first')
})

test('the manifest lists that of a run in a folder below, which lists the rest', async () => {
  await withRunFolder(folder, {}, async () => {
    await runOf('inner', join(folder, 'points/01'))
    await writeFileAtomic(join(folder, 'sweep.json'), '{}')
  })
  const listed = (place: string) =>
    readFileSync(join(place, 'SHA256SUMS'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.slice(66))
  expect(listed(folder)).toEqual(['points/01/SHA256SUMS', 'sweep.json'])
  expect(listed(join(folder, 'points/01'))).toEqual(['plots/a.svg', 'records.jsonl'])
})
