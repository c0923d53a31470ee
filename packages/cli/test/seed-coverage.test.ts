import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

type Row = {
  readonly item: string
  readonly here: string
  readonly words: string[]
  readonly file: string
  readonly title: string
}

// The tool belongs to the workspace, not to a package, so it has no name to import it by.
const { coverageRows, rowProblems } = (await import(
  new URL('../../../tools/seed-coverage.mjs', import.meta.url).href
)) as {
  coverageRows: (page: string) => Row[]
  rowProblems: (row: Row, root: string) => string[]
}

const root = resolve(import.meta.dirname, '../../..')
const rows = coverageRows(await readFile(resolve(root, 'docs/seed-coverage.md'), 'utf8'))

test('the page of what the original promised has its rows', () => {
  expect(rows.length).toBeGreaterThan(100)
})

test.each(rows.map((row) => [row.item, row] as const))('%s has a test that is there, and names it', (_, row) => {
  expect(rowProblems(row, root)).toEqual([])
})

describe('a row', () => {
  const row = {
    item: '`--target`',
    here: 'as there',
    words: ['--target'],
    file: 'compare.e2e.test.ts',
    title: 'finds that an engine is 80 % slower',
  }

  test.each([
    [{ file: '' }, 'names no test'],
    [{ words: [] }, 'names nothing'],
    [{ here: '' }, 'does not say what it is here'],
    [{ file: 'nowhere.test.ts' }, 'no test file nowhere.test.ts'],
    [{ title: 'does something else' }, 'has no test "does something else"'],
    [{ words: ['--not-a-flag'] }, 'does not name --not-a-flag'],
  ])('with %o is found out', (more, problem) => {
    expect(rowProblems({ ...row, ...more }, root).join()).toContain(problem)
    expect(rowProblems(row, root)).toEqual([])
  })
})
