import { mkdir, mkdtemp, readlink, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { linkLatest, originalFolder } from './original-folder.js'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'original-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

const of = {
  backend: 'cpu',
  model: 'sshleifer/tiny-gpt2',
  workload: 'all',
  createdAt: '2026-03-14T23:59:00.000Z',
}

test('the folder is named after backend, model, workload and day, and numbered', async () => {
  const first = await originalFolder(root, of)
  expect(first).toEqual({ folder: join(root, 'outputs/cpu/tiny-gpt2/all_20260314_001'), sequence: 1 })
  await mkdir(first.folder, { recursive: true })
  await mkdir(join(root, 'outputs/cpu/tiny-gpt2/all_20260314_007'))
  await mkdir(join(root, 'outputs/cpu/tiny-gpt2/all_20260313_009'))
  expect((await originalFolder(root, of)).sequence).toBe(8)
})

test.each([
  [{ model: '../../etc' }, 'outputs/cpu/etc/all_20260314_001'],
  [{ model: '/', workload: '../x', backend: '..' }, 'outputs/backend/model/x_20260314_001'],
  [{ model: null, workload: 'Q1,Q5' }, 'outputs/cpu/model/Q1-Q5_20260314_001'],
])('%o leads nowhere else', async (more, folder) => {
  expect((await originalFolder(root, { ...of, ...more })).folder).toBe(join(root, folder))
})

test('latest leads to the newest, and a file of that name is no obstacle', async () => {
  const made = await originalFolder(root, of)
  await mkdir(made.folder, { recursive: true })
  await writeFile(join(root, 'outputs/cpu/tiny-gpt2/latest'), '')
  await linkLatest(made)
  await linkLatest(made)
  expect(await readlink(join(root, 'outputs/cpu/tiny-gpt2/latest'))).toBe('all_20260314_001')
})
