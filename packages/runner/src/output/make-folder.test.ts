import { mkdtemp, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder } from './make-folder.js'

test('makes a folder and those above it, once or again', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'folder-')), 'a/b/c')
  await makeFolder(path)
  await makeFolder(path)
  expect((await stat(path)).isDirectory()).toBe(true)
})

test('a file in the way, and a file system that takes no folder, are errors', async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'folder-')), 'file')
  await writeFile(file, '')
  await expect(makeFolder(file)).rejects.toThrow('EEXIST')
  await expect(makeFolder(join(file, 'below'))).rejects.toThrow('ENOTDIR')
  if (process.platform === 'linux') await expect(makeFolder('/proc/no-such-folder/here')).rejects.toThrow('ENOENT')
})
