/** The value at a path of names; undefined where something on the way is no object or does not have the name. */
export function valueAt(json: unknown, path: string): unknown {
  let value = json
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = (value as Record<string, unknown>)[name]
  }
  return value
}

/** The number at the first of some paths that has one. */
export function numberAt(json: unknown, ...paths: readonly string[]): number | null {
  for (const path of paths) {
    const value = valueAt(json, path)
    if (typeof value === 'number' && Number.isFinite(value)) return value
  }
  return null
}

/** The text at the first of some paths that has one, or its number as text. */
export function textAt(json: unknown, ...paths: readonly string[]): string | null {
  for (const path of paths) {
    const value = valueAt(json, path)
    if (typeof value === 'string' && value !== '') return value
    if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  }
  return null
}

const MOST_FIELDS = 80
const DEEPEST = 4
const LONGEST = 200

/**
 * The plain values of an object, by their paths: what it says about settings. At most 80, cut at 200 characters.
 *
 * @param skips - whether a name, at any depth, is no setting.
 */
export function plainFields(json: unknown, skips: (name: string) => boolean): Record<string, string> {
  const found = new Map<string, string>()
  const walk = (value: unknown, path: string, depth: number): void => {
    if (found.size >= MOST_FIELDS) return
    if (['string', 'number', 'boolean'].includes(typeof value)) {
      found.set(path, String(value).slice(0, LONGEST))
      return
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value) || depth === DEEPEST) return
    for (const [name, each] of Object.entries(value))
      if (!skips(name)) walk(each, path === '' ? name : `${path}.${name}`, depth + 1)
  }
  walk(json, '', 0)
  found.delete('')
  return Object.fromEntries(found)
}
