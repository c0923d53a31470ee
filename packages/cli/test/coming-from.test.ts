import { readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { allCommands } from '../src/command/all-commands.js'
import { flagName } from '../src/command/flags.js'
import { comingFromTables } from '../src/coming-from/coming-from-page.js'
import { foreignFlags } from '../src/coming-from/foreign-flags.js'
import { run } from '../src/commands/run/index.js'
import type { CommandDefinition } from '../src/command/define-command.js'
import { runInProcess } from './support/run-in-process.js'

const file = resolve(import.meta.dirname, '../../../docs/coming-from.md')
const [begin, end] = ['<!-- flags -->', '<!-- /flags -->']
const { options, synonyms = {}, negations = {} } = run as CommandDefinition

const own = new Set(Object.keys(options.shape).flatMap((key) => [flagName(key), flagName(key).replace('--', '--no-')]))
const ours = new Set([
  ...allCommands().flatMap(({ command }) => Object.keys(command.options.shape).map(flagName)),
  ...own,
])
const aliases = new Map<string, string>([
  ...Object.entries(synonyms).map(([name, key]) => [`--${name}`, flagName(key)] as const),
  ...Object.entries(negations).map(([name, key]) => [`--${name}`, flagName(key).replace('--', '--no-')] as const),
])

test('every flag of every list has one row, and every row is of a list', async () => {
  const lists = await readFile(join(import.meta.dirname, 'fixtures/foreign-flags.txt'), 'utf8')
  const listed = lists
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [tool, ...flags] = line.split(' ')
      return flags.map((flag) => `${tool} ${flag}`)
    })
  expect(listed.length).toBeGreaterThan(640)
  const rows = foreignFlags.filter(({ tool }) => tool !== 'other').map(({ tool, flag }) => `${tool} ${flag}`)
  expect(rows.toSorted()).toEqual(listed.toSorted())
})

test('a row says of run what run does, and a flag that run takes is said to be taken', () => {
  const wrong = foreignFlags.filter(({ flag, fate, ours: name }) => {
    const taken = own.has(flag) || aliases.has(flag) || flag === '--help'
    if (fate === 'same') return !own.has(flag) && flag !== '--help'
    if (fate === 'alias') return aliases.get(flag) !== name
    return taken !== (fate === 'differs')
  })
  expect(wrong).toEqual([])
})

const named = foreignFlags.flatMap(({ tool, flag, ours: text, note }) =>
  flagsIn(`${text ?? ''} ${note ?? ''}`).map((name) => ({ tool, flag, name })),
)

test('every flag that a row names is one that the program has, or another of the same tool', () => {
  const theirs = new Set(foreignFlags.map(({ tool, flag }) => `${tool} ${flag}`))
  expect(named.length).toBeGreaterThan(500)
  expect(named.filter(({ tool, name }) => !ours.has(name) && !theirs.has(`${tool} ${name}`))).toEqual([])
})

const typed = [...new Set(foreignFlags.map(({ flag }) => flag))]

test('no flag of any tool ends in a mere "there is no flag"', async () => {
  for (const flag of typed) {
    const taken = own.has(flag) || aliases.has(flag) || flag === '--help'
    if (taken) continue
    const { code, stderr } = await runInProcess(['run', flag, '1'], { cwd: '/' })
    expect([flag, code]).toEqual([flag, 2])
    expect(stderr).toMatch(new RegExp(`^sagellm-benchmark: there is no flag ${flag.replaceAll('.', '\\.')}; \\S.+\n$`))
    expect(stderr).not.toContain('did you mean')
  }
})

test.each([
  ['--rps', /use --request-rate/],
  ['--vus', /use --concurrency/],
  ['--host', /use --backend-url http:\/\/HOST:PORT\/v1/],
  ['--profile', /as in guidellm run: use --concurrency or --request-rate/],
])('%s is answered with the flag to use', async (flag, answer) => {
  const { code, stderr } = await runInProcess(['run', `${flag}=3`], { cwd: '/' })
  expect(stderr).toMatch(answer)
  expect(code).toBe(2)
})

test('docs/coming-from.md has the table of each tool (UPDATE_DOCS=1 rewrites that part)', async () => {
  const page = await readFile(file, 'utf8')
  const whole = `${page.split(begin)[0]}${begin}\n\n${comingFromTables()}\n${end}${page.split(end)[1]}`
  if (process.env['UPDATE_DOCS']) await writeFile(file, whole)
  expect(await readFile(file, 'utf8')).toBe(whole)
})

function flagsIn(text: string): string[] {
  return [...text.matchAll(/(?<![\w-])--[a-z][a-z0-9._-]*[a-z0-9]/g)].map(([name]) => name)
}
