import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

/** House style: what more a package has to give goes to an entry of its own. */
export const maxNames = 25

/**
 * Every package with its entries and the names that each exports, from the manifests and the entries' sources.
 *
 * @throws Error where an entry holds anything but `export { names } from`.
 */
export function packageEntries(root) {
  const folders = readdirSync(join(root, 'packages')).sort()
  return folders.map((folder) => {
    const { name, description, exports } = JSON.parse(
      readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8'),
    )
    const sources = Object.entries(exports).filter(([, target]) => typeof target === 'object')
    const entries = sources.map(([path, target]) =>
      readEntry(join(name, path), join(root, 'packages', folder, target['@sagellm-benchmark/source'])),
    )
    return { name, folder, description, entries }
  })
}

function readEntry(specifier, source) {
  const tree = ts.createSourceFile(source, readFileSync(source, 'utf8'), ts.ScriptTarget.Latest)
  const values = []
  const types = []
  for (const statement of tree.statements) {
    if (!ts.isExportDeclaration(statement) || !statement.exportClause || !ts.isNamedExports(statement.exportClause)) {
      throw new Error(`${source} holds something other than \`export { names } from\``)
    }
    for (const element of statement.exportClause.elements) {
      const list = statement.isTypeOnly || element.isTypeOnly ? types : values
      list.push(element.name.text)
    }
  }
  return { specifier, source, values: values.sort(), types: types.sort() }
}
