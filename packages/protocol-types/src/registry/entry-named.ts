import { invalidArgument } from '../errors/bench-error.js'

/**
 * The entry of a name in a list of plug-ins. Lists are put together with a caller's own entries first, so that one of
 * theirs may take the place of the project's.
 *
 * @param wish - what is looked for; `kind` names it in the error.
 * @throws BenchError `invalid_argument` that lists the names there are.
 * @example entryNamed([...own, ...reporters], { kind: 'format', name: 'markdown' })
 */
export function entryNamed<Entry extends { readonly name: string }>(
  entries: readonly Entry[],
  { kind, name }: { readonly kind: string; readonly name: string },
): Entry {
  const found = entries.find((each) => each.name === name)
  if (found) return found
  throw invalidArgument(kind, name, `known ${kind}s: ${[...new Set(entries.map((each) => each.name))].join(', ')}`)
}
