import { z } from 'zod'
import { inner, wraps } from './wrapped.js'

/** Renames the keys of a value of one schema. */
type Renamer = (value: unknown) => unknown

/** One of the two ways between code and disk. */
export type Direction = {
  /** The keys of a field before and after. */
  readonly names: (key: string) => readonly [from: string, to: string]
  /** The member of a union that a value belongs to, where no discriminator tells. */
  readonly accepts: (option: z.ZodType, value: object) => boolean
  /** A journal has millions of values and a few schemas. `null`: nothing in a value has a name. */
  readonly known: WeakMap<z.ZodType, Renamer | null>
}

/** What renames the keys of values of a schema; `null` where nothing in them has a name. Made once for each schema. */
export function renamerOf(schema: z.ZodType, direction: Direction): Renamer | null {
  let renamer = direction.known.get(schema)
  if (renamer === undefined) {
    const made = makeRenamer(schema, direction)
    renamer = made && ((value) => (value === null || typeof value !== 'object' ? value : made(value)))
    direction.known.set(schema, renamer)
  }
  return renamer
}

function makeRenamer(schema: z.ZodType, direction: Direction): ((value: object) => unknown) | null {
  if (wraps(schema)) return renamerOf(inner(schema), direction)
  if (schema instanceof z.ZodObject) return objectRenamer(schema, direction)
  if (schema instanceof z.ZodUnion) return unionRenamer(schema, direction)
  if (schema instanceof z.ZodArray) {
    const each = renamerOf(schema.element as z.ZodType, direction)
    return each && ((value) => (value as unknown[]).map(each))
  }
  if (schema instanceof z.ZodTuple) {
    const items = (schema.def.items as z.ZodType[]).map((item) => renamerOf(item, direction))
    return items.some(Boolean) ? (value) => (value as unknown[]).map((item, at) => items[at]?.(item) ?? item) : null
  }
  if (schema instanceof z.ZodRecord) {
    const each = renamerOf(schema.valueType as z.ZodType, direction)
    return each && ((value) => Object.fromEntries(Object.entries(value).map(([key, item]) => [key, each(item)])))
  }
  return null
}

function objectRenamer(schema: z.ZodObject, direction: Direction): (value: object) => unknown {
  const fields = Object.entries(schema.shape as Record<string, z.ZodType>).map(([key, part]) => {
    const [from, to] = direction.names(key)
    return { from, to, renamer: renamerOf(part, direction) }
  })
  const names = new Set(fields.map(({ from }) => from))
  // Loose objects keep what they do not know: an older or foreign file loses nothing on the way through.
  const isLoose = schema.def.catchall !== undefined
  return (value) => {
    const given = value as Record<string, unknown>
    const result: Record<string, unknown> = {}
    for (const { from, to, renamer } of fields) {
      const item = given[from]
      if (item !== undefined) result[to] = renamer === null ? item : renamer(item)
    }
    if (isLoose) for (const key of Object.keys(given)) if (!names.has(key)) result[key] = given[key]
    return result
  }
}

/** Of the member that the value belongs to: by discriminator where there is one, else the first that accepts it. */
function unionRenamer(schema: z.ZodUnion, direction: Direction): ((value: object) => unknown) | null {
  const options = schema.options as z.ZodType[]
  if (options.every((option) => renamerOf(option, direction) === null)) return null
  const discriminator = schema instanceof z.ZodDiscriminatedUnion ? schema.def.discriminator : null
  const named = (value: object) => {
    if (discriminator === null) return undefined
    const name = (value as Record<string, z.core.util.Primitive>)[direction.names(discriminator)[0]]
    return options.find((option) => option._zod.propValues?.[discriminator]?.has(name))
  }
  return (value) => {
    const option = named(value) ?? options.find((each) => direction.accepts(each, value))
    return (option && renamerOf(option, direction)?.(value)) ?? value
  }
}
