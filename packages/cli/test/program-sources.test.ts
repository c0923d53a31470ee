import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

// The tool belongs to the workspace, not to a package, so it has no name to import it by.
const { programIsCurrent } = (await import(new URL('../../../tools/program-sources.mjs', import.meta.url).href)) as {
  programIsCurrent: (root: string) => boolean
}

const files = [
  'package-lock.json',
  'tsconfig.base.json',
  'tools/notices.mjs',
  'tools/config/tsup.mjs',
  'packages/metrics/src/mean.ts',
  'packages/metrics/test/mean.test.ts',
  'packages/cli/src/bin.ts',
  'packages/cli/assets/font.ttf',
  'packages/cli/dist/bin.js',
]
let root: string

/** Everything is of the second 1,000, the program of the second 2,000. */
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sagellm-sources-'))
  for (const file of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), '')
  }
  for (const file of files) {
    for (let path = file; path !== '.'; path = dirname(path)) touch(path, 1000)
  }
  touch('packages/cli/dist/bin.js', 2000)
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function touch(path: string, seconds: number): void {
  utimesSync(join(root, path), seconds, seconds)
}

test('a program that is newer than its sources is not built again', () => {
  expect(programIsCurrent(root)).toBe(true)
})

test.each([
  ['a source of a package', 'packages/metrics/src/mean.ts'],
  ['a folder of sources, as where a file was removed', 'packages/metrics/src'],
  ['the lock file', 'package-lock.json'],
  ['how packages are built', 'tools/config/tsup.mjs'],
])('%s that changed since makes a build necessary', (_what, path) => {
  touch(path, 3000)
  expect(programIsCurrent(root)).toBe(false)
})

test.each([
  ['a test', 'packages/metrics/test/mean.test.ts'],
  ['what the build itself copied', 'packages/cli/assets/font.ttf'],
])('%s that changed since does not', (_what, path) => {
  touch(path, 3000)
  expect(programIsCurrent(root)).toBe(true)
})

test('no program is no current one', () => {
  rmSync(join(root, 'packages/cli/dist/bin.js'))
  expect(programIsCurrent(root)).toBe(false)
})
