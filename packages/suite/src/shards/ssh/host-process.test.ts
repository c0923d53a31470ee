import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startOnHost } from './host-process.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'host-process-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** The lines of a host that prints what a shell script does. */
async function linesOf(script: string): Promise<string[]> {
  const ssh = join(folder, 'ssh')
  await writeFile(ssh, `#!/bin/sh\n${script}\n`)
  await chmod(ssh, 0o755)
  const env = { ...process.env, PATH: `${folder}:${process.env['PATH'] ?? ''}` }
  const lines: string[] = []
  const { ended } = startOnHost({
    ...{ host: 'a', words: ['true'], ssh: { env } },
    onLine: (line) => void lines.push(line),
  })
  expect(await ended).toBe(0)
  return lines
}

test('lines end as systems and progress bars end them, and the last one with the output', async () => {
  expect(await linesOf(String.raw`printf 'a\r\nb\n\nc\rd\r'; sleep 0.1; printf '\ne'`)).toEqual([
    'a',
    'b',
    '',
    'c',
    'd',
    'e',
  ])
})

test('a host that prints without a line end is handed on in pieces, and does not fill the memory', async () => {
  const lines = await linesOf('head -c 3000000 /dev/zero | tr "\\0" x')
  expect(lines.join('')).toBe('x'.repeat(3_000_000))
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(300_000)
})

test('a machine without ssh is one plain error', async () => {
  const ssh = { env: { PATH: folder } }
  const { ended } = startOnHost({ host: 'a', words: ['true'], ssh, onLine: () => {} })
  await expect(ended).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(/^cannot run ssh: /),
  })
})
