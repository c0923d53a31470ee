import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The recipes of CONTRIBUTING.md by what they add.
 *
 * @returns {Map<string, { file: string, list: string, page: string | null }>} paths from the root; `file` with NAME in it.
 */
export function readRecipes(root) {
  const page = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8')
  const rows = page.split('\n').filter((line) => line.startsWith('| a'))
  return new Map(
    rows.map((line) => {
      const [, title, write, list, say] = line.split('|').map((cell) => cell.trim())
      return [title, { file: pathIn(write), list: pathIn(list), page: pathIn(say ?? '') }]
    }),
  )
}

const pathIn = (cell) => /`([^`]+\.\w+)`/.exec(cell)?.[1] ?? null
