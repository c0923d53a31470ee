import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

// The tool belongs to the workspace, not to a package, so it has no name to import it by.
const { programIsCurrent, markSources } = (await import(
  new URL('../../../tools/program-sources.mjs', import.meta.url).href
)) as {
  programIsCurrent: (root: string) => boolean
  markSources: (root: string) => void
}

const files = [
  'package-lock.json',
  'tsconfig.base.json',
  'tools/notices.mjs',
  'tools/config/tsup.mjs',
  'packages/metrics/src/mean.ts',
  'packages/metrics/src/mean.test.ts',
  'packages/metrics/test/mean.ts',
  'packages/reporters/THIRD_PARTY_NOTICES',
  'packages/cli/src/bin.ts',
  'packages/cli/assets/font.ttf',
  'packages/cli/dist/bin.js',
]
let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sagellm-sources-'))
  for (const file of files) write(file, 'as it was')
  markSources(root)
  write('packages/cli/dist/bin.js', 'built')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function write(file: string, content: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), content)
}

test('a program of the sources as they are is not built again', () => {
  expect(programIsCurrent(root)).toBe(true)
})

test('times of change say nothing: a clone or a cache puts files in place at any time', () => {
  for (const file of files) utimesSync(join(root, file), file.includes('dist') ? 1000 : 3000, 3000)
  expect(programIsCurrent(root)).toBe(true)
})

test('a build that is broken off leaves no program that bears its mark', () => {
  write('packages/metrics/src/mean.ts', 'as it is')
  markSources(root)
  expect(programIsCurrent(root)).toBe(false)
})

test.each([
  ['a source of a package', 'packages/metrics/src/mean.ts'],
  ['the lock file', 'package-lock.json'],
  ['how packages are built', 'tools/config/tsup.mjs'],
])('%s that changed since makes a build necessary', (_what, path) => {
  write(path, 'as it is')
  expect(programIsCurrent(root)).toBe(false)
})

test.each([
  ['a new source', () => write('packages/metrics/src/median.ts', '')],
  ['a removed source', () => rmSync(join(root, 'packages/metrics/src/mean.ts'))],
  ['no program', () => rmSync(join(root, 'packages/cli/dist/bin.js'))],
  ['no mark of its sources', () => rmSync(join(root, 'packages/cli/dist/sources.sha256'))],
])('%s makes a build necessary', (_what, change) => {
  change()
  expect(programIsCurrent(root)).toBe(false)
})

test.each([
  ['a test beside a source', 'packages/metrics/src/mean.test.ts'],
  ['a test', 'packages/metrics/test/mean.ts'],
  ['what another build made', 'packages/reporters/THIRD_PARTY_NOTICES'],
  ['what the build itself copied', 'packages/cli/assets/font.ttf'],
])('%s that changed since does not', (_what, path) => {
  write(path, 'as it is')
  expect(programIsCurrent(root)).toBe(true)
})
