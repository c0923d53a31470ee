import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../../..')
const file = join(root, 'docs/exports.md')
/** House style: what more a package has to give goes to an entry of its own. */
const MOST_NAMES = 25

type Entry = { readonly specifier: string; readonly values: readonly string[]; readonly types: readonly string[] }

const packages = await readPackages()

test('docs/exports.md lists what the packages export (UPDATE_DOCS=1 rewrites it)', async () => {
  const page = exportsPage()
  if (process.env['UPDATE_DOCS']) await writeFile(file, page)
  expect(await readFile(file, 'utf8')).toBe(page)
})

describe.each(packages.flatMap(({ entries }) => entries))('$specifier', ({ values, types }) => {
  test(`exports at most ${MOST_NAMES} names`, () => {
    expect(values.length + types.length).toBeGreaterThan(0)
    expect([...values, ...types].length).toBeLessThanOrEqual(MOST_NAMES)
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
shows in review. Each entry has at most ${MOST_NAMES} names; types are in italics. The command line program, \`sagellm-benchmark\`,
exports nothing.

${sections.join('\n')}`
}

async function readPackages() {
  const folders = (await readdir(join(root, 'packages'))).sort()
  const all = folders.map(async (folder) => {
    const manifest = JSON.parse(await readFile(join(root, 'packages', folder, 'package.json'), 'utf8'))
    const sources = Object.entries<Record<string, unknown>>(manifest.exports).flatMap(([path, target]) =>
      typeof target === 'object' ? [[path, String(target['@sagellm-benchmark/source'])] as const] : [],
    )
    const entries = sources.map(([path, source]) =>
      readEntry(join(manifest.name, path), join(root, 'packages', folder, source)),
    )
    const { name, description } = manifest as { name: string; description: string }
    return { name, description, entries: await Promise.all(entries) }
  })
  return (await Promise.all(all)).filter(({ name }) => name !== 'sagellm-benchmark')
}

/** The names of an entry, which only re-exports: anything else in it is an error here. */
async function readEntry(specifier: string, source: string): Promise<Entry> {
  const tree = ts.createSourceFile(source, await readFile(source, 'utf8'), ts.ScriptTarget.Latest)
  const values: string[] = []
  const types: string[] = []
  for (const statement of tree.statements) {
    if (!ts.isExportDeclaration(statement) || !statement.exportClause || !ts.isNamedExports(statement.exportClause)) {
      throw new Error(`${source} holds something other than \`export { names } from\``)
    }
    for (const element of statement.exportClause.elements) {
      const list = statement.isTypeOnly || element.isTypeOnly ? types : values
      list.push(element.name.text)
    }
  }
  return { specifier, values: values.sort(), types: types.sort() }
}
