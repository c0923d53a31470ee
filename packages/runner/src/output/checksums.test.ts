import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkChecksums, checkResultChecksums, writeChecksums, writeResultChecksums } from './checksums.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'checksums-'))
  await mkdir(join(folder, 'probes'))
  await mkdir(join(folder, 'previous'))
  await writeFile(join(folder, 'a.json'), '{}\n')
  await writeFile(join(folder, 'probes', 'b.json'), 'b\n')
  await writeFile(join(folder, 'previous', 'old.json'), 'old')
  await writeFile(join(folder, '.mark.json'), 'in use')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('the manifest is one that sha256sum reads, without marks and earlier runs', async () => {
  await writeChecksums(folder)
  const manifest = await readFile(join(folder, 'SHA256SUMS'), 'utf8')
  expect(manifest.split('\n').map((line) => line.slice(66))).toEqual(['a.json', 'probes/b.json', ''])
  expect(execFileSync('sha256sum', ['-c', 'SHA256SUMS'], { cwd: folder, encoding: 'utf8' })).toBe(
    'a.json: OK\nprobes/b.json: OK\n',
  )
})

test('a changed, a removed and an added file are told apart', async () => {
  await writeChecksums(folder)
  expect(await checkChecksums(folder)).toEqual([])
  await writeFile(join(folder, 'a.json'), '{ }\n')
  await rm(join(folder, 'probes', 'b.json'))
  await writeFile(join(folder, 'c.json'), '')
  expect(await checkChecksums(folder)).toEqual([
    { file: 'a.json', problem: 'changed' },
    { file: 'probes/b.json', problem: 'missing' },
    { file: 'c.json', problem: 'not_in_manifest' },
  ])
})

test('without a manifest nothing is known', async () => {
  expect(await checkChecksums(folder)).toBeNull()
})

test.each(['', 'a.json\n', `${'0'.repeat(64)} a.json\n`])(
  'a manifest %j, which shows nothing, is one that was changed',
  async (text) => {
    await writeFile(join(folder, 'SHA256SUMS'), text)
    expect(await checkChecksums(folder)).toContainEqual({ file: 'SHA256SUMS', problem: 'changed' })
  },
)

test('a result that is a file of its own has a manifest beside it, over what was written with it and nothing else', async () => {
  const manifest = await writeResultChecksums(join(folder, 'a.json'), [
    join(folder, 'probes', 'b.json'),
    '/etc/hostname',
  ])
  expect(manifest).toBe(join(folder, 'a.SHA256SUMS'))
  expect(execFileSync('sha256sum', ['-c', 'a.SHA256SUMS'], { cwd: folder, encoding: 'utf8' })).toBe(
    'a.json: OK\nprobes/b.json: OK\n',
  )
  if (manifest === null) throw new Error('it was not written')
  await writeFile(join(folder, 'mine.txt'), '')
  expect(await checkResultChecksums(manifest)).toEqual([])
  await writeFile(join(folder, 'probes', 'b.json'), 'c\n')
  await rm(join(folder, 'a.json'))
  expect(await checkResultChecksums(manifest)).toEqual([
    { file: 'a.json', problem: 'missing' },
    { file: 'probes/b.json', problem: 'changed' },
  ])
  await writeFile(manifest, `${'0'.repeat(64)}  ../../etc/hostname\n`)
  expect(await checkResultChecksums(manifest)).toEqual([{ file: '../../etc/hostname', problem: 'missing' }])
})

test('a device or a pipe is in no manifest, and is not waited for where a manifest names it or is one', async () => {
  expect(await writeResultChecksums('/dev/null', [])).toBeNull()
  expect(existsSync('/dev/null.SHA256SUMS')).toBe(false)
  expect(await writeResultChecksums('/dev/stdout', [])).toBeNull()
  execFileSync('mkfifo', [join(folder, 'pipe'), join(folder, 'b.SHA256SUMS')])
  expect(await writeResultChecksums(join(folder, 'pipe'), [])).toBeNull()

  const manifest = await writeResultChecksums(join(folder, 'a.json'), [join(folder, 'pipe')])
  expect(manifest && (await checkResultChecksums(manifest))).toEqual([])
  await writeFile(manifest as string, `${'0'.repeat(64)}  pipe\n`)
  expect(await checkResultChecksums(manifest as string)).toEqual([{ file: 'pipe', problem: 'missing' }])
  expect(await checkResultChecksums(join(folder, 'b.SHA256SUMS'))).toEqual([
    { file: 'b.SHA256SUMS', problem: 'changed' },
  ])
  execFileSync('mkfifo', [join(folder, 'SHA256SUMS')])
  expect(await checkChecksums(folder)).toBeNull()
})
