import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { flagSentences } from '@sagellm-benchmark/protocol-types/records'
import { expect, test } from 'vitest'

const file = resolve(import.meta.dirname, '../../../docs/reports.md')
const [begin, end] = ['<!-- flags -->', '<!-- /flags -->']

test('docs/reports.md lists every flag with its sentence (UPDATE_DOCS=1 rewrites that part)', async () => {
  const page = await readFile(file, 'utf8')
  const [before, after] = [page.split(begin)[0], page.split(end)[1]]
  const rows = Object.entries(flagSentences).map(([name, sentence]) => `| \`${name}\` | ${sentence} |`)
  const table = ['| flag | what a report says |', '| --- | --- |', ...rows].join('\n')
  const whole = `${before}${begin}\n\n${table}\n\n${end}${after}`
  if (process.env['UPDATE_DOCS']) await writeFile(file, whole)
  expect(await readFile(file, 'utf8')).toBe(whole)
})
