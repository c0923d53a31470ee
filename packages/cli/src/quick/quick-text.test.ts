import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { version } from '../version.js'
import { quickText } from './quick-text.js'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'help-'))
  writeFileSync(join(folder, 'sagellm-benchmark.txt'), 'all commands\n')
  writeFileSync(join(folder, 'convergence.verify.txt'), 'one command\n')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const textOf = (line: string, columns?: number) =>
  quickText(line.split(' ').filter(Boolean), columns === undefined ? {} : { columns }, join(folder, '.'))

test.each([
  ['--version', `${version}\n`],
  ['-v', `${version}\n`],
  ['--help', 'all commands\n'],
  ['-h', 'all commands\n'],
  ['', 'all commands\n'],
  ['convergence verify --help', 'one command\n'],
])('"%s" is answered with a text that is there', (line, text) => {
  expect(textOf(line)).toBe(text)
  expect(textOf(line, 80)).toBe(text)
})

test.each([
  'run',
  'run --version',
  'run --help --verbose',
  '--help run',
  'perf --help',
  '../x --help',
  'run -- --help',
])('"%s" is left to the program', (line) => {
  expect(textOf(line)).toBeNull()
})

test('a terminal that is narrower than the text gets one that is laid out for it', () => {
  expect(textOf('--help', 79)).toBeNull()
})
