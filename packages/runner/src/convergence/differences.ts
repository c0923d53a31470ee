/** One value of a file that is not what its sources give. */
export type Difference = {
  /** Dotted path, list places in brackets: `targets[1].summary.avg_tbt_ms`. */
  readonly field: string
  /** As it stands in the file; `undefined` where it is missing. */
  readonly stored: unknown
  readonly recomputed: unknown
}

/** Arithmetic is the same everywhere; logarithms and the like may differ in their last digits between machines. */
const RELATIVE = 1e-9

/** Members of enums that were renamed: in files before 0.1.0 a metric that decides nothing was called `told`. */
const renamed: ReadonlyMap<unknown, string> = new Map([['told', 'reported']])

/**
 * All values in which two JSON values differ. A file of an earlier version lacks the fields that were added since: there a missing
 * value is as good as one that says "not known".
 *
 * @param options - `whole`: the file is of this version, so that every field has to be there, one that says "not known" too.
 * @returns none where they are equal, and how many values were held against each other.
 */
export function differences(
  stored: unknown,
  recomputed: unknown,
  { whole = false }: { readonly whole?: boolean } = {},
): { found: Difference[]; compared: number } {
  const found: Difference[] = []
  let compared = 0

  const walk = (a: unknown, b: unknown, field: string): void => {
    if (Array.isArray(a) && Array.isArray(b)) {
      for (let at = 0; at < Math.max(a.length, b.length); at += 1) walk(a[at], b[at], `${field}[${at}]`)
      return
    }
    if (isObject(a) && isObject(b)) {
      for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
        walk(a[key], b[key], field === '' ? key : `${field}.${key}`)
      }
      return
    }
    compared += 1
    if (!same(renamed.get(a) ?? a, b) || (whole && (a === undefined) !== (b === undefined)))
      found.push({ field, stored: a, recomputed: b })
  }
  walk(stored, recomputed, '')
  return { found, compared }
}

function same(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') {
    return a === b || Math.abs(a - b) <= RELATIVE * Math.max(Math.abs(a), Math.abs(b))
  }
  return a === b || (isEmpty(a) && isEmpty(b)) || (a === undefined && (b === null || isEmpty(b)))
}

/** A list or object without anything in it. */
function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
