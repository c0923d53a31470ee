import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import ts from 'typescript'
import { filesInGit } from '../yardstick/source-files.mjs'

const source = /^packages\/[^/]+\/(src|page)\/.*\.ts$/
const test = /\.test\.ts$|\/testing\//

/**
 * What every source file of the packages imports from the others. A name that comes through files which only re-export is
 * followed to the file that declares it, so an edge joins the two files that really know of each other.
 *
 * @returns {Map<string, { to: string, names: string[], types: boolean }[]>} by paths from the root; `types`: only types are
 * imported; `names` is empty where a file is loaded as a whole.
 */
export function importGraph(root) {
  const files = filesInGit(root).filter((path) => source.test(path) && !test.test(path))
  const trees = new Map(files.map((path) => [path, parse(root, path)]))
  const entries = packageEntries(root)
  const graph = new Map()
  for (const [path, tree] of trees) graph.set(path, edgesOf(tree, path))
  return graph

  function edgesOf(tree, path) {
    const edges = importsIn(tree).flatMap(({ specifier, names, types }) => {
      const target = resolve(specifier, path)
      if (!target) return []
      if (names.length === 0) return [{ to: target, names, types }]
      return names.map((name) => ({
        to: declaring(target, name),
        names: [name],
        types: types || name.startsWith('type '),
      }))
    })
    return merged(edges)
  }

  function resolve(specifier, from) {
    const path = specifier.startsWith('.')
      ? posix.join(posix.dirname(from), specifier).replace(/\.js$/, '.ts')
      : entries.get(specifier)
    return path && trees.has(path) ? path : null
  }

  /** Where a name comes from, through any number of files that hand it on. */
  function declaring(path, name) {
    const wanted = name.replace(/^type /, '')
    for (const { specifier, names } of reExportsIn(trees.get(path))) {
      const found = names.find((each) => each.exported === wanted)
      const next = found && resolve(specifier, path)
      if (next) return declaring(next, found.name)
    }
    return path
  }
}

function parse(root, path) {
  return ts.createSourceFile(path, readFileSync(join(root, path), 'utf8'), ts.ScriptTarget.Latest, true)
}

/** The file behind every name by which a package may be imported. */
function packageEntries(root) {
  const all = readdirSync(join(root, 'packages')).flatMap((folder) => {
    const { name, exports } = JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8'))
    return Object.entries(exports)
      .map(([path, target]) => [posix.join(name, path), target['@sagellm-benchmark/source']])
      .filter(([, file]) => file)
      .map(([specifier, file]) => [specifier, posix.join('packages', folder, file)])
  })
  return new Map(all)
}

function importsIn(tree) {
  const found = []
  const visit = (node) => {
    if (ts.isImportDeclaration(node))
      found.push({ specifier: node.moduleSpecifier.text, ...namesOf(node.importClause) })
    if (isDynamicImport(node)) found.push({ specifier: node.arguments[0].text, names: [], types: false })
    ts.forEachChild(node, visit)
  }
  visit(tree)
  const handedOn = reExportsIn(tree).map(({ specifier, names, types }) => ({
    specifier,
    names: names.map(({ name }) => name),
    types,
  }))
  return [...found, ...handedOn]
}

const isDynamicImport = (node) =>
  ts.isCallExpression(node) &&
  node.expression.kind === ts.SyntaxKind.ImportKeyword &&
  ts.isStringLiteral(node.arguments[0])

function namesOf(clause) {
  const named = clause?.namedBindings && ts.isNamedImports(clause.namedBindings) ? clause.namedBindings.elements : []
  const names = named.map((each) => `${each.isTypeOnly ? 'type ' : ''}${(each.propertyName ?? each.name).text}`)
  return { names, types: clause?.isTypeOnly === true }
}

function reExportsIn(tree) {
  const statements = tree.statements.filter((each) => ts.isExportDeclaration(each) && each.moduleSpecifier)
  return statements.map((each) => ({
    specifier: each.moduleSpecifier.text,
    types: each.isTypeOnly,
    names: (each.exportClause?.elements ?? []).map((one) => ({
      name: (one.propertyName ?? one.name).text,
      exported: one.name.text,
    })),
  }))
}

/** One edge for each file that is imported. */
function merged(edges) {
  const byFile = new Map()
  for (const { to, names, types } of edges) {
    const edge = byFile.get(to) ?? { to, names: [], types: true }
    byFile.set(to, { to, names: [...edge.names, ...names], types: edge.types && types })
  }
  return [...byFile.values()]
}
