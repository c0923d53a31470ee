import { z } from 'zod'
import { withUpgrades } from './upgrade.js'

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
  return rename(schema, value, toDiskNames)
}

/** A JSON value, already validated by `wireSchema(schema)`, as the camelCase value of `schema`. */
export function fromWire<S extends z.ZodType>(schema: S, json: unknown): z.infer<S> {
  return rename(schema, json, fromDiskNames) as z.infer<S>
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

// zod's own classes carry these at run time; the public types of the inner schemas are wider ($ZodType).
type Inner = { unwrap(): z.ZodType }
const inner = (schema: z.ZodType) => (schema as unknown as Inner).unwrap()

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
  if (schema instanceof z.ZodArray)
    return describe(schema, replaced(schema, { element: part(schema.element as z.ZodType) }))
  if (schema instanceof z.ZodRecord)
    return describe(schema, replaced(schema, { valueType: part(schema.valueType as z.ZodType) }))
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
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    // A default stands in for the value as it is, so it too has to speak the file's language.
    const innerType = inner(schema)
    const defaultValue = toWire(innerType, schema.def.defaultValue)
    return describe(schema, replaced(schema, { innerType: part(innerType), defaultValue }))
  }
  if (wraps(schema)) return describe(schema, replaced(schema, { innerType: part(inner(schema)) }))
  return schema
}

function wraps(schema: z.ZodType): boolean {
  return (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodReadonly
  )
}

/** A copy of a schema with parts of its definition exchanged; checks such as `min(1)` stay. */
function replaced(schema: z.ZodType, parts: Record<string, unknown>): z.ZodType {
  return schema.clone({ ...schema.def, ...parts } as never) as z.ZodType
}

function describe(from: z.ZodType, to: z.ZodType): z.ZodType {
  return from.description ? to.describe(from.description) : to
}

type Renaming = (shape: Shape) => [from: string, to: string][]

const toDiskNames = onceAShape((shape) => Object.keys(shape).map((key) => [key, snakeCase(key)]))
const fromDiskNames = onceAShape((shape) => Object.keys(shape).map((key) => [snakeCase(key), key]))

/** A journal has millions of objects and a few shapes. */
function onceAShape(renaming: Renaming): Renaming {
  const known = new WeakMap<Shape, ReturnType<Renaming>>()
  return (shape) => {
    const names = known.get(shape) ?? renaming(shape)
    known.set(shape, names)
    return names
  }
}

function rename(schema: z.ZodType, value: unknown, renaming: Renaming): unknown {
  if (value === null || typeof value !== 'object') return value
  if (wraps(schema)) return rename(inner(schema), value, renaming)
  if (schema instanceof z.ZodArray) {
    const element = schema.element as z.ZodType
    const flat = element instanceof z.ZodNumber || element instanceof z.ZodString
    return flat ? value : (value as unknown[]).map((item) => rename(element, item, renaming))
  }
  if (schema instanceof z.ZodTuple) {
    const items = schema.def.items as z.ZodType[]
    return (value as unknown[]).map((item, at) => rename(items[at] ?? z.unknown(), item, renaming))
  }
  if (schema instanceof z.ZodRecord) {
    const type = schema.valueType as z.ZodType
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rename(type, item, renaming)]))
  }
  if (schema instanceof z.ZodUnion) return rename(chooseOption(schema, value, renaming), value, renaming)
  if (schema instanceof z.ZodObject) return renameObject(schema, value as Record<string, unknown>, renaming)
  return value
}

function renameObject(schema: z.ZodObject, value: Record<string, unknown>, renaming: Renaming): unknown {
  const shape = schema.shape as Shape
  const result: Record<string, unknown> = {}
  const seen = new Set<string>()
  const camel = Object.keys(shape)
  renaming(shape).forEach(([from, to], at) => {
    seen.add(from)
    const item = value[from]
    if (item !== undefined) result[to] = rename(shape[camel[at] as string] as z.ZodType, item, renaming)
  })
  // Loose objects keep what they do not know: an older or foreign file loses nothing on the way through.
  if (schema.def.catchall) for (const key of Object.keys(value)) if (!seen.has(key)) result[key] = value[key]
  return result
}

/** The member of a union that the value belongs to: by discriminator where there is one, else the first that accepts it. */
function chooseOption(schema: z.ZodUnion, value: object, renaming: Renaming): z.ZodType {
  const options = schema.options as z.ZodType[]
  const toDisk = renaming === toDiskNames
  return options.find((option) => (toDisk ? option : openSchema(option)).safeParse(value).success) ?? z.unknown()
}
