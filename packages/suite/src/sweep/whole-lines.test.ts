import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { wholeLines } from './whole-lines.js'

let path: string
beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'whole-lines-')), 'points.jsonl')
})
afterEach(() => rm(join(path, '..'), { recursive: true, force: true }))

test('what is added behind a line that was cut off is a line of its own', async () => {
  // Cut inside the second byte of a letter.
  await writeFile(path, Buffer.concat([Buffer.from('{"id":"ä"}\n{"id":"'), Buffer.from('ä').subarray(0, 1)]))
  expect(await wholeLines(path)).toEqual([{ id: 'ä' }])
  await appendFile(path, '{"id":"b"}\n')
  expect(await wholeLines(path)).toEqual([{ id: 'ä' }, { id: 'b' }])
})

test('a file that is whole stays as it is, a line that is no JSON is null, and a missing file has none', async () => {
  await writeFile(path, '1\nx\n')
  expect(await wholeLines(path)).toEqual([1, null])
  expect(await readFile(path, 'utf8')).toBe('1\nx\n')
  expect(await wholeLines(`${path}.none`)).toEqual([])
})
