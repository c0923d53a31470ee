import { entryNamed } from '../registry/entry-named.js'
import type { LoadKind } from './load-kind.js'
import { loadKinds } from './load-kinds.js'

/**
 * What is known of a load: the one place where the name of its kind is looked up.
 *
 * @param own - a caller's own kinds, before those of the project.
 * @throws BenchError `invalid_argument` for an unknown kind.
 * @example loadKindOf(load).text(load) // 10 streams
 */
export function loadKindOf(load: { readonly kind: string }, own: readonly LoadKind[] = []): LoadKind {
  return entryNamed<LoadKind>([...own, ...loadKinds], { kind: 'load kind', name: load.kind })
}
