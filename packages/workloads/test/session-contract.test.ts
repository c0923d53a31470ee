import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { sessionFormats } from '@sagellm-benchmark/workloads/sessions'
import { expect, test } from 'vitest'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

test('each format of session files has a file of its own name, and a row of the page with its description', () => {
  const page = readFileSync(at('../../../docs/sessions.md'), 'utf8')
  const files = readdirSync(at('../src/sessions/formats')).filter((name) => !name.endsWith('.test.ts'))
  expect(files.sort()).toEqual(sessionFormats.map(({ name }) => `${name.replaceAll('_', '-')}.ts`).sort())
  for (const { name, description } of sessionFormats) expect(page).toContain(`| \`${name}\` | ${description} |`)
})
