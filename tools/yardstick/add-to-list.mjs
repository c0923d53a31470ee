import ts from 'typescript'

/**
 * The text of a list file with one more entry: its import after the others, its name as the last of the list that is
 * written out in the file, or before the entry named.
 *
 * @param text - a module whose exported list is an array of names: `export const things = [a, b]`.
 * @param entry - `name` is the exported constant, `from` the module, `before` an entry that must stay behind it.
 * @throws Error where the file holds no such list.
 */
export function addToList(text, { name, from, before }) {
  const tree = ts.createSourceFile('list.ts', text, ts.ScriptTarget.Latest, true)
  const list = tree.statements.flatMap(listsOf)[0]
  if (!list) throw new Error('the file exports no list of names')
  const follower = before && list.elements.find((each) => each.getText() === before)
  if (before && !follower) throw new Error(`the list has no ${before}`)

  const last = list.elements.at(-1)
  const [place, words] = follower ? [follower.getStart(), `${name}, `] : [last.getEnd(), `, ${name}`]
  const afterImports = tree.statements.filter(ts.isImportDeclaration).at(-1)?.getEnd() ?? 0
  const withEntry = text.slice(0, place) + words + text.slice(place)
  return `${withEntry.slice(0, afterImports)}\nimport { ${name} } from '${from}'${withEntry.slice(afterImports)}`
}

function listsOf(statement) {
  const exported =
    ts.isVariableStatement(statement) && statement.modifiers?.some((each) => each.kind === ts.SyntaxKind.ExportKeyword)
  if (!exported) return []
  return statement.declarationList.declarations.map(({ initializer }) => bare(initializer)).filter((each) => each)
}

/** The array behind `as const`, `satisfies` and a call such as `z.tuple([...])` or `freeze([...])`. */
function bare(expression) {
  if (!expression) return null
  if (ts.isArrayLiteralExpression(expression)) return expression.elements.every(ts.isIdentifier) ? expression : null
  if (ts.isAsExpression(expression) || ts.isSatisfiesExpression(expression)) return bare(expression.expression)
  if (ts.isCallExpression(expression)) return bare(expression.arguments.at(-1))
  return null
}
