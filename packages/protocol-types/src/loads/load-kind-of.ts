import { entryNamed } from '../registry/entry-named.js'
import type { LoadKind } from './load-kind.js'
import { loadKinds } from './load-kinds.js'
import { asOwnLoadKind, OwnLoad } from './own-load.js'

/**
 * What is known of a load: the one place where the name of its kind is looked up.
 *
 * @param own - a caller's own kinds, before those of the project.
 * @throws BenchError `invalid_argument` for an unknown kind.
 * @example loadKindOf(load).text(load) // 10 streams
 * @example loadKindOf({ kind: 'own', name: 'pairs', options: {} }, [pairs])
 */
export function loadKindOf(load: { readonly kind: string }, own: readonly LoadKind[] = []): LoadKind {
  const wanted = OwnLoad.safeParse(load)
  const found = entryNamed<LoadKind>([...own, ...loadKinds], {
    kind: 'load kind',
    name: wanted.success ? wanted.data.name : load.kind,
  })
  return wanted.success ? (asOwnLoadKind(found) as unknown as LoadKind) : found
}

export type LoadTextOptions = {
  /** A caller's own kinds, before those of the project. @default [] */
  readonly own?: readonly LoadKind[]
  /** Whether its places and its rate are of sessions, not of requests. @default false */
  readonly ofSessions?: boolean
}

/** A load in a few words, for a report: one of a kind that is not at hand is shown by its name. */
export function loadText(
  load: { readonly kind: string },
  { own = [], ofSessions = false }: LoadTextOptions = {},
): string {
  const wanted = OwnLoad.safeParse(load)
  const name = wanted.success ? wanted.data.name : load.kind
  const known = [...own, ...loadKinds].some((each) => each.name === name)
  const text = known ? loadKindOf(load, own).text(load) : name
  return ofSessions ? `${text}, of whole sessions` : text
}
