import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What counts as source, and why the rest does not: the yardstick prints it under its table. */
export const sourceRule =
  'Source is every .ts and .mjs file of packages and tools in git, but for tests (*.test.ts, folders test, testing, bench and fixtures: helpers of tests), ' +
  'plug-in patches of this yardstick, and prompt texts (packages/workloads/src/text: sentences, no code).'

const kept = /^(packages|tools)\/.*\.(ts|mjs)$/
const test = /\.test\.ts$/
const leftOut = /(^|\/)(test|testing|bench|fixtures)\/|^tools\/yardstick\/patches\/|^packages\/workloads\/src\/text\//

/** @returns {{ sources: SourceFile[], tests: SourceFile[] }} each with its path from the root, and its lines. */
export function readSourceFiles(root) {
  const files = filesInGit(root)
  const read = (paths) => paths.map((path) => ({ path, lines: lineCount(readFileSync(join(root, path), 'utf8')) }))
  return { sources: read(files.filter(isSource)), tests: read(files.filter((path) => test.test(path))) }
}

/** Whether a path, from the root, is that of a source file. */
export function isSource(path) {
  return kept.test(path) && !test.test(path) && !leftOut.test(path)
}

/** What git holds or would hold: a new file counts before it is committed, one that was deleted does not. */
export function filesInGit(root) {
  const list = (...args) => execFileSync('git', ['ls-files', ...args], { cwd: root, encoding: 'utf8' }).split('\n')
  const gone = new Set(list('--deleted'))
  return [...new Set(list('--cached', '--others', '--exclude-standard'))].filter((path) => path && !gone.has(path))
}

const lineCount = (text) => text.replace(/\n$/, '').split('\n').length
