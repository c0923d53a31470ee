import { mkdir, mkdtemp, open, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { checkOutputFile, checkOutputFolder } from './output-place.js'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'place-'))
  await writeFile(join(root, 'afile'), 'mine')
  await symlink(join(root, 'loop'), join(root, 'loop'))
})

const onLinux = test.skipIf(process.platform !== 'linux')

test('a place that can be written is left as it was, with the folders above it', async () => {
  await checkOutputFile(join(root, 'a/b/new.json'))
  await checkOutputFile(join(root, 'afile'))
  await checkOutputFolder(join(root, 'c/d'))
  expect((await readdir(root)).sort()).toEqual(['afile', 'loop'])
  expect(await readFile(join(root, 'afile'), 'utf8')).toBe('mine')
})

describe.each([
  ['a file', checkOutputFile],
  ['a folder', checkOutputFolder],
])('%s', (_kind, check) => {
  test.each([
    ['below a file', 'afile/x', 'ENOTDIR'],
    ['in a circle of links', 'loop/x', 'ELOOP'],
    ['of a long name', `${'a'.repeat(300)}/x`, 'ENAMETOOLONG'],
  ])('%s is refused by its reason', async (_place, path, code) => {
    await expect(check(join(root, path))).rejects.toMatchObject({
      code: 'invalid_argument',
      message: expect.stringMatching(new RegExp(`^cannot write .*${path.slice(0, 200)}.*\\(${code}\\)$`)),
    })
  })

  onLinux('where the file system takes nothing, even from the superuser, is refused and does not hang', async () => {
    await expect(check('/proc/no-such-folder/x')).rejects.toMatchObject({ code: 'invalid_argument' })
    await expect(check('/proc/x')).rejects.toMatchObject({ code: 'invalid_argument' })
  })
})

test('a folder where a file is wanted, and a file where a folder is', async () => {
  await mkdir(join(root, 'folder'))
  await expect(checkOutputFile(join(root, 'folder'))).rejects.toThrow('it is a folder, not a file (EISDIR)')
  await expect(checkOutputFolder(join(root, 'afile'))).rejects.toThrow('what has this name is not a folder (EEXIST)')
})

onLinux('a device and a descriptor of this process can be written', async () => {
  await checkOutputFile('/dev/null')
  await checkOutputFile('/dev/stdout')
  expect(await readdir('/dev')).not.toContainEqual(expect.stringContaining('.stdout.'))
})

onLinux.each(['/dev/fd/99999', '/proc/self/fd/99999'])(
  'a descriptor that is not open (%s) is refused before the work',
  async (path) => {
    await expect(checkOutputFile(path)).rejects.toMatchObject({
      code: 'invalid_argument',
      message: `cannot write ${path}: no such descriptor is open for it (EBADF)`,
    })
  },
)

onLinux('a descriptor that is only read from is refused before the work', async () => {
  const handle = await open('/dev/null', 'r')
  await expect(checkOutputFile(`/dev/fd/${handle.fd}`)).rejects.toThrow('(EBADF)')
  await handle.close()
})
