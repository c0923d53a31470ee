import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JsonSchema } from '../testing/sample-of.js'
import { allArtifacts } from '../testing/all-artifacts.js'

/** Any value that fits a schema. */
function anyOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return fc.oneof(...choices.map(anyOf))
  if ('const' in schema) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  const types = ([] as string[]).concat((schema.type as string | string[] | undefined) ?? 'string')
  return fc.oneof(...types.map((type) => ofType(type, schema)))
}

function ofType(type: string, schema: JsonSchema): fc.Arbitrary<unknown> {
  const { minimum = schema.exclusiveMinimum ?? 0, maximum = schema.exclusiveMaximum ?? minimum + 1000 } = schema
  switch (type) {
    case 'object':
      return objectOf(schema)
    case 'array':
      return fc.array(anyOf(schema.items ?? {}), { minLength: schema.minItems ?? 0, maxLength: 3 })
    case 'integer':
      return fc.integer({ min: schema.exclusiveMinimum === undefined ? minimum : minimum + 1, max: maximum })
    case 'number':
      // Halfway: inside whatever the bounds are, open or closed.
      return fc.double({ min: 0.25, max: 0.75, noNaN: true }).map((share) => minimum + share * (maximum - minimum))
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    default:
      return textOf(schema)
  }
}

function textOf({ format, pattern, minLength = 0 }: JsonSchema): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.uuid()
  if (format === 'uri') return fc.webUrl()
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern))
  return fc.string({ minLength, maxLength: 12 })
}

function objectOf({ properties = {}, required = [], additionalProperties, propertyNames }: JsonSchema) {
  const fields = Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, anyOf(value)]))
  const known = fc.record(fields, { requiredKeys: [...required] as never[] })
  if (typeof additionalProperties !== 'object' || Object.keys(additionalProperties).length === 0) return known
  const names = propertyNames?.enum
    ? fc.constantFrom(...(propertyNames.enum as string[]))
    : fc.stringMatching(/^[a-z][a-zA-Z_]{0,8}$/)
  const more = fc.dictionary(names, anyOf(additionalProperties), { maxKeys: 2 })
  return fc.tuple(more, known).map((parts) => Object.assign({}, ...parts))
}

/** Every path to a member of an enum, and to an object, in a value that fits a schema. */
function placesOf(schema: JsonSchema, value: unknown, path: Path = []): { enums: Path[]; objects: Path[] } {
  const below: { enums: Path[]; objects: Path[] } = { enums: [], objects: [] }
  const visit = (part: JsonSchema, item: unknown, key: string | number) => {
    const { enums, objects } = placesOf(part, item, [...path, key])
    below.enums.push(...enums)
    below.objects.push(...objects)
  }
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) {
    const nullable = choices.length === 2 && choices.find((each) => each.type !== 'null')
    return nullable && value !== null ? placesOf(nullable, value, path) : below
  }
  if (schema.enum && typeof value === 'string') below.enums.push(path)
  if (Array.isArray(value)) value.forEach((item, at) => visit(schema.items ?? {}, item, at))
  else if (typeof value === 'object' && value !== null && schema.properties) {
    below.objects.push(path)
    for (const [key, item] of Object.entries(value)) visit(schema.properties[key] ?? {}, item, key)
  }
  return below
}

type Path = readonly (string | number)[]

/** A copy with one place changed. */
function changed(value: unknown, path: Path, change: (item: unknown) => unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined) return change(value)
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string | number, unknown>
  copy[key] = changed(copy[key], rest, change)
  return copy
}

const at = (value: unknown, path: Path) =>
  path.reduce((item, key) => (item as Record<string | number, unknown>)[key], value)

const runs = { numRuns: 15 }

describe.each(allArtifacts)('$0', (_name, artifact) => {
  const schema = JSON.parse(JSON.stringify(artifact.jsonSchema())) as JsonSchema
  const files = anyOf(schema)

  test('what was read and is written again reads the same', () => {
    fc.assert(
      fc.property(files, (file) => {
        const value = artifact.parse(file, 'file')
        expect(artifact.parse(JSON.parse(JSON.stringify(artifact.serialize(value))), 'file')).toEqual(value)
      }),
      runs,
    )
  })

  test('fields that a newer program adds do not disturb', () => {
    fc.assert(
      fc.property(files, fc.nat(), (file, pick) => {
        const { objects } = placesOf(schema, file)
        const path = objects[pick % objects.length] as Path
        const more = changed(file, path, (item) => ({ ...(item as object), added_later: { deep: [1] } }))
        expect(() => artifact.parse(more, 'file')).not.toThrow()
      }),
      runs,
    )
  })

  test('fields that are not core may be missing, wherever they stand', () => {
    fc.assert(
      fc.property(files, fc.infiniteStream(fc.boolean()), (file, drops) => {
        const bare = without(schema, file, () => drops.next().value as boolean)
        expect(() => artifact.parse(bare, 'file')).not.toThrow()
      }),
      runs,
    )
  })

  test('a member that a newer program adds to an enum stays', () => {
    fc.assert(
      fc.property(files, fc.nat(), (file, pick) => {
        const { enums } = placesOf(schema, file)
        if (enums.length === 0) return
        const path = enums[pick % enums.length] as Path
        const newer = changed(file, path, () => 'added_later')
        if (artifact.enums === 'closed') expect(() => artifact.parse(newer, 'file')).toThrow(/is not a valid/)
        else expect(JSON.stringify(artifact.parse(newer, 'file'))).toContain('"added_later"')
        expect(at(file, path)).not.toBe('added_later')
      }),
      runs,
    )
  })

  test('a newer version is refused by its number', () => {
    if (!schema.properties?.schema_version) return
    fc.assert(
      fc.property(files, fc.integer({ min: artifact.version + 1, max: 99 }), (file, version) => {
        const newer = { ...(file as object), schema_version: version }
        expect(() => artifact.parse(newer, 'a.json')).toThrow(/^a\.json was written by a newer program: version \d+ of/)
      }),
      runs,
    )
  })
})

/** A copy that lacks the optional fields for which `drop` says so, at any depth. */
function without(schema: JsonSchema, value: unknown, drop: () => boolean): unknown {
  if (typeof value !== 'object' || value === null) return value
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) {
    const nullable = choices.length === 2 && choices.find((each) => each.type !== 'null')
    return nullable ? without(nullable, value, drop) : value
  }
  if (Array.isArray(value)) return value.map((item) => without(schema.items ?? {}, item, drop))
  const kept = Object.entries(value).filter(
    ([key]) => !schema.properties?.[key] || schema.required?.includes(key) || !drop(),
  )
  return Object.fromEntries(kept.map(([key, item]) => [key, without(schema.properties?.[key] ?? {}, item, drop)]))
}
