import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readlinkSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { writeFileAtomic, writeNamedFile } from './write-file-atomic.js'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'write-'))
})

test('a link keeps leading to its file', async () => {
  writeFileSync(join(root, 'real.json'), 'old')
  symlinkSync('real.json', join(root, 'link.json'))
  await writeFileAtomic(join(root, 'link.json'), 'new')
  expect(readlinkSync(join(root, 'link.json'))).toBe('real.json')
  expect(readFileSync(join(root, 'real.json'), 'utf8')).toBe('new')
})

test('a file that a user named gets its folders, and a name of full length its file', async () => {
  const file = join(root, 'a/b', `${'n'.repeat(250)}.json`)
  await writeNamedFile(file, ['one ', 'two'])
  expect(readFileSync(file, 'utf8')).toBe('one two')
})

describe.skipIf(process.platform === 'win32')('what is no regular file', () => {
  test('a pipe is written into and stays a pipe', async () => {
    const pipe = join(root, 'pipe')
    execFileSync('mkfifo', [pipe])
    const { open } = await import('node:fs/promises')
    const [read] = await Promise.all([
      open(pipe, 'r').then(async (handle) => {
        const text = await handle.readFile('utf8')
        await handle.close()
        return text
      }),
      writeFileAtomic(pipe, ['through ', 'the pipe']),
    ])
    expect(read).toBe('through the pipe')
    expect(statSync(pipe).isFIFO()).toBe(true)
  })

  test('a device stays a device', async () => {
    await writeFileAtomic('/dev/null', 'gone')
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true)
  })

  test.skipIf(process.platform !== 'linux')('a full device is no wrong path', async () => {
    await expect(writeFileAtomic('/dev/full', 'x')).rejects.toMatchObject({
      code: 'resource_exhausted',
      message: 'cannot write /dev/full: no space is left (ENOSPC)',
    })
    expect(statSync('/dev/full').isCharacterDevice()).toBe(true)
  })
})
