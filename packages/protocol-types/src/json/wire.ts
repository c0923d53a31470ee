import { z } from 'zod'
import { type Direction, renamerOf } from './renamer.js'
import { withUpgrades } from './upgrade.js'
import { inner, wraps } from './wrapped.js'

/**
 * The one place where camelCase (code) meets snake_case (disk). Schemas are written in camelCase; `wireSchema` renames the
 * keys of their objects, recursively, and leaves the keys of records (labels, workload names) alone.
 */

/** `p50TtftMs` -> `p50_ttft_ms`. */
export function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** The same schema with snake_case object keys: what a file holds. Validate with it and errors name the file's own fields. */
export function wireSchema(schema: z.ZodType): z.ZodType {
  return cached(written, schema, () => build(schema, wireSchema))
}

/** What a file may hold that is read: like `wireSchema`, but a value of an older version is brought up to date first. */
export function closedSchema(schema: z.ZodType): z.ZodType {
  return cached(closed, schema, () => withUpgrades(schema, build(schema, closedSchema)))
}

/** Like `closedSchema`, with enums open to any text, because a newer program knows more members. */
export function openSchema(schema: z.ZodType): z.ZodType {
  return cached(open, schema, () => withUpgrades(schema, opened(schema) ?? build(schema, openSchema)))
}

/** A camelCase value of `schema` as the plain JSON value that goes to disk. */
export function toWire<S extends z.ZodType>(schema: S, value: z.infer<S>): unknown {
  return renamerOf(schema, toDisk)?.(value) ?? value
}

/** A JSON value, already validated by `wireSchema(schema)`, as the camelCase value of `schema`. */
export function fromWire<S extends z.ZodType>(schema: S, json: unknown): z.infer<S> {
  return (renamerOf(schema, fromDisk)?.(json) ?? json) as z.infer<S>
}

const toDisk: Direction = {
  names: (key) => [key, snakeCase(key)],
  accepts: (option, value) => option.safeParse(value).success,
  known: new WeakMap(),
}
const fromDisk: Direction = {
  names: (key) => [snakeCase(key), key],
  accepts: (option, value) => openSchema(option).safeParse(value).success,
  known: new WeakMap(),
}

type Cache = WeakMap<z.ZodType, z.ZodType>
const written: Cache = new WeakMap()
const closed: Cache = new WeakMap()
const open: Cache = new WeakMap()

function cached(cache: Cache, schema: z.ZodType, make: () => z.ZodType): z.ZodType {
  const known = cache.get(schema)
  if (known) return known
  const made = make()
  cache.set(schema, made)
  return made
}

/** An enum as any text, and a record whose keys are an enum as one of any keys; `null` for everything else. */
function opened(schema: z.ZodType): z.ZodType | null {
  if (schema instanceof z.ZodEnum) return z.string()
  if (schema instanceof z.ZodRecord && schema.keyType instanceof z.ZodEnum)
    return z.record(z.string(), openSchema(schema.valueType as z.ZodType))
  return null
}

type Shape = Record<string, z.ZodType>

/** The schema with renamed keys, its parts made by `part`. */
function build(schema: z.ZodType, part: (schema: z.ZodType) => z.ZodType): z.ZodType {
  if (schema instanceof z.ZodObject) {
    const shape = schema.shape as Shape
    const renamed = Object.fromEntries(Object.entries(shape).map(([key, value]) => [snakeCase(key), part(value)]))
    const object = schema.def.catchall
      ? z.object(renamed).catchall(schema.def.catchall as z.ZodType)
      : z.object(renamed)
    return describe(schema, object)
  }
  if (schema instanceof z.ZodArray) return withPart(schema, 'element', schema.element as z.ZodType)
  if (schema instanceof z.ZodRecord) return withPart(schema, 'valueType', schema.valueType as z.ZodType)
  if (schema instanceof z.ZodTuple) {
    const items = (schema.def.items as z.ZodType[]).map(part)
    return describe(schema, replaced(schema, { items }))
  }
  if (schema instanceof z.ZodUnion) {
    const options = (schema.options as z.ZodType[]).map(part)
    const renamed =
      schema instanceof z.ZodDiscriminatedUnion ? { discriminator: snakeCase(schema.def.discriminator) } : {}
    return describe(schema, replaced(schema, { options, ...renamed }))
  }
  return wraps(schema) ? withPart(schema, 'innerType', inner(schema)) : schema

  /** A schema around one without any names stays as it is: nearly all fields are numbers, and hundreds of them. */
  function withPart(around: z.ZodType, key: string, one: z.ZodType): z.ZodType {
    const made = part(one)
    if (made === one) return around
    // A default stands in for the value as it is, so it too has to speak the file's language.
    const byDefault =
      around instanceof z.ZodDefault || around instanceof z.ZodPrefault
        ? { defaultValue: toWire(one, around.def.defaultValue) }
        : {}
    return describe(around, replaced(around, { [key]: made, ...byDefault }))
  }
}

/** A copy of a schema with parts of its definition exchanged; checks such as `min(1)` stay. */
function replaced(schema: z.ZodType, parts: Record<string, unknown>): z.ZodType {
  return schema.clone({ ...schema.def, ...parts } as never) as z.ZodType
}

/** Puts the description of one schema onto another that was just made; its own method would make it once more. */
function describe(from: z.ZodType, to: z.ZodType): z.ZodType {
  const { description } = from
  if (description !== undefined) z.globalRegistry.add(to, { description })
  return to
}
