import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { helpFile } from '../src/quick/help-file.js'
import { helpedWords, helpOf } from '../src/quick/write-help-pages.js'
import { version } from '../src/version.js'
import { runProgram } from './support/start-program.js'

const folder = join(import.meta.dirname, '../dist/help')
const run = (...words: string[]) => runProgram(words, { cwd: folder })

test('the build leaves the help text of the program, of every group and of every command, and no other', async () => {
  const built = Object.fromEntries(
    await Promise.all(
      (await readdir(folder)).map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const),
    ),
  )
  const wanted = await Promise.all(
    helpedWords().map(async (words) => [helpFile(words) as string, await helpOf(words)] as const),
  )
  expect(built).toEqual(Object.fromEntries(wanted))
  expect(wanted.filter(([, text]) => !/usage/i.test(text))).toEqual([])
})

test('the program prints them, and its version', async () => {
  const all = await helpOf([])
  expect(await run()).toEqual({ code: 0, stdout: all, stderr: '' })
  expect(await run('--help')).toEqual({ code: 0, stdout: all, stderr: '' })
  expect(await run('run', '-h')).toEqual({ code: 0, stdout: await helpOf(['run']), stderr: '' })
  expect(await run('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
})

test('a help text behind other flags, and that of a command that does not exist, are answered as ever', async () => {
  expect(await run('run', '--quiet', '--help')).toMatchObject({ code: 0, stdout: await helpOf(['run']) })
  expect(await run('runn', '--help')).toMatchObject({ code: 2, stderr: expect.stringContaining('did you mean run?') })
})
