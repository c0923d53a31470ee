import { readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../../..')
const file = join(root, 'docs/exports.md')
type Entry = { readonly specifier: string; readonly values: readonly string[]; readonly types: readonly string[] }
type Package = { readonly name: string; readonly description: string; readonly entries: readonly Entry[] }

// The yardstick counts the same names; it belongs to the workspace, so it has no name to import it by.
const { maxNames, packageEntries } = (await import(
  new URL('../../../tools/yardstick/package-entries.mjs', import.meta.url).href
)) as { maxNames: number; packageEntries: (root: string) => Package[] }
const packages = packageEntries(root).filter(({ name }) => name !== 'sagellm-benchmark')

test('docs/exports.md lists what the packages export (UPDATE_DOCS=1 rewrites it)', async () => {
  const page = exportsPage()
  if (process.env['UPDATE_DOCS']) await writeFile(file, page)
  expect(await readFile(file, 'utf8')).toBe(page)
})

describe.each(packages.flatMap(({ entries }) => entries))('$specifier', ({ values, types }) => {
  test(`exports at most ${maxNames} names`, () => {
    expect(values.length + types.length).toBeGreaterThan(0)
    expect([...values, ...types].length).toBeLessThanOrEqual(maxNames)
  })
})

function exportsPage(): string {
  const sections = packages.map(({ name, description, entries }) => {
    const lists = entries.map(({ specifier, values, types }) => {
      const named = [...values.map((each) => `\`${each}\``), ...types.map((each) => `*${each}*`)]
      return `- \`${specifier}\`: ${named.join(', ')}`
    })
    return `## ${name}\n\n${description}.\n\n${lists.join('\n')}\n`
  })
  return `# What the packages export

Written by a test (\`UPDATE_DOCS=1 npx vitest run test/exports-page.test.ts\` in \`packages/cli\`), so that a change of a public name
shows in review. Each entry has at most ${maxNames} names; types are in italics. The command line program, \`sagellm-benchmark\`,
exports nothing.

${sections.join('\n')}`
}
