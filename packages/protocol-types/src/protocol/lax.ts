import { z } from 'zod'

/**
 * The scalars of `isagellm-protocol`. Its models are pydantic's in lax mode: text and booleans that say a number are numbers, and
 * text that says yes or no is a boolean. What a field refuses there is refused here at the same field. Not carried over: NaN and
 * infinity, which the package reads from text and writes as null.
 */
export const lax = {
  text: () => z.string(),
  int: (bounds: Bounds = {}) => z.preprocess(toInt, bounded(z.int(), bounds)),
  float: (bounds: Bounds = {}) => z.preprocess(toFloat, bounded(z.number(), bounds)),
  bool: () => z.preprocess(toBool, z.boolean()),
  /** With or without hyphens, in braces or as a URN; always written in its plain form. */
  uuid: () => z.preprocess(toUuid, z.guid()),
  list: <S extends z.ZodType>(item: S) => z.array(item),
  dict: () => z.record(z.string(), z.unknown()),
  dictOf: <S extends z.ZodType>(value: S) => z.record(z.string(), value),
}

/** A field that may be `null`, and is where nobody sets it: the package writes every field. */
export function unset<S extends z.ZodType>(schema: S) {
  return schema.nullable().default(null)
}

type Bounds = { readonly min?: number; readonly max?: number; readonly above?: number }

function bounded<S extends z.ZodNumber>(schema: S, { min, max, above }: Bounds): S {
  let result = schema
  if (min !== undefined) result = result.min(min)
  if (above !== undefined) result = result.gt(above)
  if (max !== undefined) result = result.max(max)
  return result
}

function toInt(value: unknown): unknown {
  if (typeof value === 'boolean') return Number(value)
  const isWhole = typeof value === 'string' && /^\s*[+-]?\d+(_\d+)*(\.0+)?\s*$/.test(value)
  // Adding 0 makes 0 of -0, which JSON would tell apart.
  return isWhole ? Number(value.replaceAll('_', '')) + 0 : value === 0 ? 0 : value
}

function toFloat(value: unknown): unknown {
  if (typeof value === 'boolean') return Number(value)
  const isNumber = typeof value === 'string' && /^\s*[+-]?(\d[\d_]*\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value)
  return isNumber ? Number(value.replaceAll('_', '')) : value
}

const yes: ReadonlySet<unknown> = new Set([1, '1', 'true', 't', 'yes', 'y', 'on'])
const no: ReadonlySet<unknown> = new Set([0, '0', 'false', 'f', 'no', 'n', 'off'])

function toBool(value: unknown): unknown {
  const word = typeof value === 'string' ? value.toLowerCase() : value
  return yes.has(word) ? true : no.has(word) ? false : value
}

const hyphened = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const bare = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/i

function toUuid(value: unknown): unknown {
  if (typeof value !== 'string') return value
  const [, inURN, inBraces] = /^urn:uuid:(.*)$|^\{(.*)\}$/.exec(value) ?? []
  const text = inURN ?? inBraces ?? value
  if (hyphened.test(text)) return text.toLowerCase()
  const parts = text === value ? bare.exec(value)?.slice(1) : null
  return parts ? parts.join('-').toLowerCase() : value
}
