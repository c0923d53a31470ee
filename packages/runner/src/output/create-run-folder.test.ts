import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createRunFolder } from './create-run-folder.js'
import { writeFileAtomic } from './write-file-atomic.js'

let root: string
let folder: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'folder-'))
  folder = join(root, 'deep', 'benchmark_results')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const visible = (path: string) =>
  readdirSync(path)
    .filter((name) => !name.startsWith('.'))
    .sort()

test('a second run finds its folder free, and the first run whole under previous', async () => {
  const first = await createRunFolder(folder)
  await writeFileAtomic(join(folder, 'records.jsonl'), 'first')
  await writeFileAtomic(join(folder, 'Q1_metrics.json'), '{}')
  await first.release()

  const second = await createRunFolder(folder)

  expect(first.previous).toBeNull()
  expect(visible(folder)).toEqual(['previous'])
  expect(visible(second.previous as string)).toEqual(['Q1_metrics.json', 'records.jsonl'])
  expect(second.previous).toMatch(/previous\/\d{8}T\d{6}Z$/)
  await second.release()
})

test('runs that end within one second are kept apart', async () => {
  const seen = new Set<string | null>()
  for (let run = 0; run < 4; run += 1) {
    const made = await createRunFolder(folder)
    seen.add(made.previous)
    await writeFileAtomic(join(folder, 'records.jsonl'), `run ${run}`)
    await made.release()
  }
  expect(seen.size).toBe(4)
  const kept = visible(join(folder, 'previous')).map((name) =>
    readFileSync(join(folder, 'previous', name, 'records.jsonl'), 'utf8'),
  )
  expect(kept.sort()).toEqual(['run 0', 'run 1', 'run 2'])
})

test('a run in a folder below belongs to the run that made it: both leave together, and come back together', async () => {
  const measure = async (place: string) => {
    const below = await createRunFolder(join(folder, 'points', place))
    await writeFileAtomic(join(folder, 'points', place, 'records.jsonl'), place)
    await below.release()
  }
  const first = await createRunFolder(folder)
  await writeFileAtomic(join(folder, 'points.jsonl'), 'first')
  await measure('01')
  await measure('02')
  await first.release()
  mkdirSync(join(folder, 'points', 'mine'))

  const second = await createRunFolder(folder)
  expect(visible(join(folder, 'points'))).toEqual(['mine'])
  expect(visible(join(second.previous as string, 'points'))).toEqual(['01', '02'])
  expect(visible(join(second.previous as string, 'points', '01'))).toEqual(['records.jsonl'])
  await second.discard()
  expect(visible(join(folder, 'points'))).toEqual(['01', '02', 'mine'])
  expect(readFileSync(join(folder, 'points', '02', 'records.jsonl'), 'utf8')).toBe('02')
})

test('files of others in the folder stay where they are', async () => {
  const first = await createRunFolder(folder)
  await writeFileAtomic(join(folder, 'REPORT.md'), '# run')
  await first.release()
  writeFileSync(join(folder, 'notes.txt'), 'mine')
  mkdirSync(join(folder, 'compare_20260101_000000'))
  await (await createRunFolder(folder)).release()
  expect(visible(folder)).toEqual(['compare_20260101_000000', 'notes.txt', 'previous'])
})

test('a folder that holds such files but no run is refused, untouched', async () => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'config.json'), '{"my":"project"}')
  await expect(createRunFolder(folder, { artifacts: ['config.json'] })).rejects.toMatchObject({
    code: 'invalid_argument',
    message: expect.stringContaining('config.json'),
  })
  expect(readdirSync(folder)).toEqual(['config.json'])
})

test('results of the original program make room too', async () => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'benchmark_summary.json'), '{"workloads":{}}')
  const made = await createRunFolder(folder)
  expect(visible(made.previous as string)).toEqual(['benchmark_summary.json'])
  await made.release()
})

test('a resumed run leaves everything in place', async () => {
  const first = await createRunFolder(folder)
  await writeFileAtomic(join(folder, 'records.jsonl'), 'kept')
  await first.release()
  const again = await createRunFolder(folder, { resume: true })
  expect(readFileSync(join(folder, 'records.jsonl'), 'utf8')).toBe('kept')
  await again.release()
})

test('two runs at once do not share a folder; a dead one does not block it', async () => {
  const first = await createRunFolder(folder)
  await expect(createRunFolder(folder)).rejects.toMatchObject({ code: 'unavailable' })
  await first.release()

  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')
  const claims = [`${child.pid}-1`, `${process.pid}-1`].map((of) => join(folder, `.sagellm-benchmark.lock-${of}`))
  for (const claim of claims) writeFileSync(claim, '')
  await (await createRunFolder(folder)).release()
  expect(claims.filter((claim) => existsSync(claim))).toEqual([])
})

test('what only bears the name of a claim blocks no folder, and stays where it is no file', async () => {
  const directory = join(folder, '.sagellm-benchmark.lock-123-1')
  mkdirSync(directory, { recursive: true })
  for (const nobody of ['0-123', '9999999999-123']) writeFileSync(join(folder, `.sagellm-benchmark.lock-${nobody}`), '')
  await (await createRunFolder(folder)).release()
  expect(existsSync(directory)).toBe(true)
})

test('a living process keeps the folder, and one that gives its claim up lets the next in', async () => {
  mkdirSync(folder, { recursive: true })
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'])
  await once(child, 'spawn')
  const started = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')[19]
  const claim = join(folder, `.sagellm-benchmark.lock-${child.pid}-${started}`)
  writeFileSync(claim, '')
  await expect(createRunFolder(folder)).rejects.toMatchObject({ code: 'unavailable' })
  expect(readdirSync(folder)).toEqual([claim.slice(folder.length + 1)])
  child.kill()
  await once(child, 'exit')
  await (await createRunFolder(folder)).release()
  expect(readdirSync(folder).filter((name) => name.includes('lock'))).toEqual([])
})

test('of many claims at once one wins', async () => {
  const taken = await Promise.allSettled(Array.from({ length: 5 }, () => createRunFolder(folder)))
  expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

test('a path that cannot be a folder is refused before anything runs', async () => {
  writeFileSync(join(root, 'file'), '')
  await expect(createRunFolder(join(root, 'file'))).rejects.toMatchObject({ code: 'invalid_argument' })
  await expect(createRunFolder(join(root, 'file', 'below'))).rejects.toMatchObject({ code: 'invalid_argument' })
})

test.skipIf(process.getuid?.() === 0)('a folder without write permission is refused', async () => {
  mkdirSync(folder, { recursive: true })
  chmodSync(folder, 0o500)
  await expect(createRunFolder(folder)).rejects.toMatchObject({ code: 'invalid_argument' })
})

test('an atomic write replaces the file and leaves nothing beside it', async () => {
  const file = join(root, 'summary.json')
  await writeFileAtomic(file, 'one')
  await writeFileAtomic(file, 'two')
  expect(readFileSync(file, 'utf8')).toBe('two')
  expect(readdirSync(root)).toEqual(['summary.json'])
})

test('an atomic write that fails leaves the old file and no rest', async () => {
  const target = join(root, 'taken')
  mkdirSync(join(target, 'x'), { recursive: true })
  await expect(writeFileAtomic(target, 'new')).rejects.toMatchObject({ code: 'invalid_argument' })
  expect(readdirSync(root)).toEqual(['taken'])
  expect(existsSync(join(target, 'x'))).toBe(true)
})
