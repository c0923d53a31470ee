import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readJsonFile, readTextFile } from './read-json-file.js'

async function fileWith(bytes: Buffer): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'text-')), 'file.json')
  await writeFile(path, bytes)
  return path
}

const text = '{"prompt":"grüß 你好"}'
const bigEndian = Buffer.from(`\ufeff${text}`, 'utf16le').swap16()

test.each([
  ['UTF-8', Buffer.from(text)],
  ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${text}`)],
  ['UTF-16, little endian', Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['UTF-16, big endian', bigEndian],
])('%s is read', async (_name, bytes) => {
  const path = await fileWith(bytes)
  expect(await readTextFile(path)).toBe(text)
  expect(await readJsonFile(path)).toEqual({ prompt: 'grüß 你好' })
})

test('bytes that are no text are named, and not replaced', async () => {
  const path = await fileWith(Buffer.from([0x7b, 0xc3, 0x28, 0x7d]))
  await expect(readTextFile(path)).rejects.toThrow(`${path} is not text in UTF-8 or UTF-16`)
})

test('a packed file is named as what it is', async () => {
  const path = await fileWith(Buffer.from([0x1f, 0x8b, 0x08, 0x00]))
  await expect(readTextFile(path)).rejects.toMatchObject({
    code: 'corrupt_data',
    message: `${path} is a gzip file`,
    hint: 'unpack it, and give the text file inside',
  })
})
