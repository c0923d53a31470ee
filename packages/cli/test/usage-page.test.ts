import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { usagePage } from '../src/command/usage-page.js'
import { commands } from '../src/commands/index.js'

const file = resolve(import.meta.dirname, '../../../docs/USAGE.md')

test('docs/USAGE.md is what the commands say of themselves (UPDATE_DOCS=1 rewrites it)', async () => {
  const page = usagePage(commands)
  if (process.env['UPDATE_DOCS']) await writeFile(file, page)
  expect(await readFile(file, 'utf8')).toBe(page)
})

test('every flag of every command says what it means', () => {
  const rows = usagePage(commands)
    .split('\n')
    .filter((line) => line.startsWith('| `') || line.startsWith('| `-'))
  expect(rows.length).toBeGreaterThan(80)
  for (const row of rows) expect(row).toMatch(/\| \S.* \|$/)
})
