import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

// The tool belongs to the workspace, not to a package, so it has no name to import it by.
const { bundledPackages, noticesOf } = (await import(new URL('../../../tools/notices.mjs', import.meta.url).href)) as {
  bundledPackages: (metafile: object) => string[]
  noticesOf: (folders: readonly string[]) => string
}

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sagellm-notices-'))
  await pack('one', 'MIT', { 'license.md': '\nCopyright Somebody\n' })
  await pack('@scope/two', 'MIT', { LICENSE: 'Copyright Somebody', 'NOTICE.txt': 'Made by Somebody' })
  await pack('three', 'MIT', { LICENSE: 'Copyright Somebody' })
  await pack('standard', 'Apache-2.0', {})
  await pack('bare', 'MIT', { 'README.md': 'MIT' })
})

afterAll(() => rm(folder, { recursive: true, force: true }))

test('packages are those that gave at least one byte, nested ones by their own folder', () => {
  const inputs = {
    'src/index.ts': { bytesInOutput: 10 },
    '../../node_modules/zod/v4/index.js': { bytesInOutput: 3 },
    '../../node_modules/@scope/two/node_modules/zod/index.js': { bytesInOutput: 1 },
    '../../node_modules/shaken/index.js': { bytesInOutput: 0 },
  }

  const packages = bundledPackages({ outputs: { 'dist/index.js': { inputs } } })

  expect(packages).toEqual(['../../node_modules/zod', '../../node_modules/@scope/two/node_modules/zod'])
})

test('a text that several packages share stands once under all their names, with the notice of one apart', () => {
  const notices = noticesOf(['three', 'one', '@scope/two', 'one'].map(at))

  expect(notices).toContain('one 1.2.3, MIT\nthree 1.2.3, MIT\n\nCopyright Somebody\n')
  expect(notices).toContain('@scope/two 1.2.3, MIT\n\nCopyright Somebody\n\nMade by Somebody\n')
})

test('a package without a text gets the standard one only where the licence has no blanks to fill in', () => {
  expect(noticesOf([at('standard')])).toContain('Apache License')
  expect(() => noticesOf([at('one'), at('bare')])).toThrow('no licence text for bare 1.2.3 (MIT)')
})

function at(name: string): string {
  return join(folder, name)
}

async function pack(name: string, license: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(at(name), { recursive: true })
  await writeFile(join(at(name), 'package.json'), JSON.stringify({ name, version: '1.2.3', license }))
  for (const [file, text] of Object.entries(files)) await writeFile(join(at(name), file), text)
}
