import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fileKind } from './file-kind.js'
import { findDataSetForm } from './find-data-set-form.js'
import { openUnpacked } from './open-unpacked.js'
import { readSessionFile } from './read-session-file.js'
import { readTraceFile } from './read-trace-file.js'
import { refuseStream } from './refuse-stream.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'streams-'))
  await writeFile(join(folder, 'file'), 'x')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('a file, a folder and what is not there are left to their readers', async () => {
  for (const name of ['file', '.', 'none']) await refuseStream(join(folder, name))
})

describe.skipIf(process.platform === 'win32')('what gives its content once', () => {
  const drained = async (items: AsyncIterable<unknown>) => {
    for await (const _ of items) break
  }
  // Nobody writes into the pipe: what opened it would wait for ever.
  beforeAll(() => void execFileSync('mkfifo', [join(folder, 'pipe')]))

  test.each<[string, (path: string) => Promise<unknown>]>([
    ['the form of a data set', findDataSetForm],
    ['the kind of a file', fileKind],
    ['a trace', (path) => readTraceFile({ path })],
    ['sessions', (path) => drained(readSessionFile({ path }).sessions)],
    ['rows', (path) => drained(openUnpacked(path))],
  ])('%s is not read from a pipe or a device, and nothing waits for it', async (_name, read) => {
    await expect(read(join(folder, 'pipe'))).rejects.toMatchObject({
      code: 'invalid_argument',
      message: `${join(folder, 'pipe')} is a pipe, which gives its rows once, and a data file is looked at several times`,
    })
    await expect(read('/dev/zero')).rejects.toThrow('/dev/zero is a device')
  })
})
