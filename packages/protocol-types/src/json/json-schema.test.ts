import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { allArtifacts } from '../testing/all-artifacts.js'
import { type JsonSchema, lacking, sampleOf } from '../testing/sample-of.js'

/** Every object of a schema that lists its fields. */
function objectsOf(schema: unknown): JsonSchema[] {
  if (typeof schema !== 'object' || schema === null) return []
  if (Array.isArray(schema)) return schema.flatMap(objectsOf)
  const { default: _default, ...rest } = schema as JsonSchema
  const below = Object.values(rest).flatMap(objectsOf)
  return rest.properties && rest.type === 'object' ? [rest as JsonSchema, ...below] : below
}

test('there are files to look at', () => {
  expect(allArtifacts.length).toBeGreaterThanOrEqual(18)
})

describe.each(allArtifacts)('the JSON Schema of %s', (_name, artifact) => {
  const schema = JSON.parse(JSON.stringify(artifact.jsonSchema())) as JsonSchema

  test('is an object of draft 2020-12, with names as they stand in the file', () => {
    expect(schema).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object' })
    const names = objectsOf(schema).flatMap((each) => Object.keys(each.properties ?? {}))
    expect(names.length).toBeGreaterThan(0)
    expect(names.filter((name) => !/^[a-z0-9_]+$/.test(name))).toEqual([])
  })

  test('bears the number that the artifact declares', () => {
    const version = JSON.stringify(schema.properties?.schema_version ?? null)
    // The formats of others have names in its place.
    if (version !== 'null' && !version.includes('"type":"string"'))
      expect(version).toContain(`"const":${artifact.version}`)
  })

  test('says no less and no more than the reader of the file', () => {
    const whole = sampleOf(schema, { optional: true })
    const least = sampleOf(schema, { optional: false })
    const other = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0])
    for (const sample of [whole, least]) {
      expect(other.safeParse(sample).error).toBeUndefined()
      expect(() => artifact.parse(sample, 'sample')).not.toThrow()
    }
    for (const { field, value } of lacking(schema, whole)) {
      expect(() => artifact.parse(value, 'sample'), field).toThrow(/^sample is not a valid /)
    }
  })

  test('describes what the writer writes: a file read and written again is the same', () => {
    const sample = sampleOf(schema, { optional: true })
    const written = artifact.serialize(artifact.parse(sample, 'sample'))
    expect(JSON.parse(JSON.stringify(written))).toEqual(sample)
  })

  test('its defaults speak the file’s own names, so that a file without them means the same', () => {
    const bare = artifact.parse(sampleOf(schema, { optional: false }), 'sample')
    expect(artifact.schema.safeParse(bare).error).toBeUndefined()
    const again = artifact.parse(JSON.parse(JSON.stringify(artifact.serialize(bare))), 'sample')
    expect(again).toEqual(bare)
  })
})
