import { readdir, readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import type { z } from 'zod'
import { AscendInstallSettings } from '../src/commands/vllm-compare/ascend/ascend-settings.js'
import { AscendSettings, CudaSettings } from '../src/commands/vllm-compare/container/settings.js'

const root = resolve(import.meta.dirname, '../../..')
const file = resolve(root, 'docs/scripts.md')
const [begin, end] = ['<!-- variables -->', '<!-- /variables -->']

const tables = {
  'vllm-compare container --hardware cuda': CudaSettings,
  'vllm-compare container --hardware ascend': AscendSettings,
  'vllm-compare install-ascend': AscendInstallSettings,
}

function table(schema: z.ZodObject): string[] {
  const defaults = schema.parse({})
  const rows = Object.entries(schema.shape as Record<string, z.ZodType>).map(([name, field]) => {
    const value = defaults[name]
    const shown = value === undefined || value === '' ? '' : typeof value === 'boolean' ? Number(value) : String(value)
    return `| \`${name}\` | ${shown === '' ? '' : `\`${shown}\``} | ${descriptionOf(field)} |`
  })
  return ['| variable | default | meaning |', '| --- | --- | --- |', ...rows]
}

function descriptionOf(field: z.ZodType): string {
  if (field.description !== undefined) return field.description
  return 'unwrap' in field ? descriptionOf((field as z.ZodOptional<z.ZodType>).unwrap()) : ''
}

test('docs/scripts.md lists every variable with its default (UPDATE_DOCS=1 rewrites that part)', async () => {
  const page = await readFile(file, 'utf8')
  const [before, after] = [page.split(begin)[0], page.split(end)[1]]
  const parts = Object.entries(tables).map(([command, schema]) => [`### ${command}`, '', ...table(schema)].join('\n'))
  const whole = `${before}${begin}\n\n${parts.join('\n\n')}\n\n${end}${after}`
  if (process.env['UPDATE_DOCS']) await writeFile(file, whole)
  expect(await readFile(file, 'utf8')).toBe(whole)
  expect(whole).not.toMatch(/\| +\|$/m)
})

test('every script and hook has its line in docs/scripts.md', async () => {
  const page = await readFile(file, 'utf8')
  for (const folder of ['scripts', 'hooks'])
    for (const name of await readdir(resolve(root, folder))) expect(page, name).toContain(`\`${folder}/${name}\``)
})
