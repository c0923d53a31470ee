import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import Ajv from 'ajv'
import { expect, test } from 'vitest'
import { allCommands } from '../src/command/all-commands.js'
import { configSchema, schemaFile, schemaFolder } from '../src/config/config-schema.js'

const folder = resolve(import.meta.dirname, '..', schemaFolder)
const measuring = allCommands().filter(({ command }) => command.measures)

test.each(measuring.map((each) => [each.path, each] as const))(
  'the schema of a config of %s is made of its flags (UPDATE_DOCS=1 rewrites it)',
  async (path, { command: definition }) => {
    const file = join(folder, schemaFile(path))
    const schema = configSchema({ definition, command: path })
    if (process.env['UPDATE_DOCS']) {
      await mkdir(folder, { recursive: true })
      await writeFile(file, `${JSON.stringify(schema, null, 2)}\n`)
    }
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(schema)))
  },
)

test('the schema of run takes what a config may hold, and marks a wrong key and a wrong value', async () => {
  const schema = JSON.parse(await readFile(join(folder, 'run.json'), 'utf8')) as object
  const valid = new Ajv().compile(schema)
  const config = {
    ...{ command: 'run', 'backend-url': ['http://a', 'http://b'], 'num-prompts': '${N:-4}', isl: 5, duration: '2m' },
    ...{ goodput: { ttft: 200 }, 'extra-body': { a: { b: [1] } }, load: { kind: 'day', 'mean-rps': 2 }, stream: false },
  }
  expect([valid(config), valid.errors]).toEqual([true, null])
  for (const wrong of [
    { 'num-promts': 4 },
    { 'num-prompts': -1 },
    { drain: 'never' },
    { command: 'compare' },
    { load: {} },
  ])
    expect([wrong, valid({ ...config, ...wrong })]).toEqual([wrong, false])
})

test('there is no schema of a command that is gone, and the package has them all', async () => {
  expect((await readdir(folder)).toSorted()).toEqual(measuring.map(({ path }) => schemaFile(path)).toSorted())
  const manifest = JSON.parse(await readFile(join(folder, '../package.json'), 'utf8')) as { files: string[] }
  expect(manifest.files).toContain(schemaFolder)
})
