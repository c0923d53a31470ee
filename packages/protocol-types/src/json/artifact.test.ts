import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { defineArtifact } from './artifact.js'

const Inner = z.object({ schemaVersion: z.literal(2), speeds: z.array(z.number()) })
const inner = defineArtifact({
  name: 'inner part',
  version: 2,
  schema: Inner,
  upgrade: { 1: ({ speed, ...rest }) => ({ ...rest, speeds: [speed] }) },
})

const Outer = z.object({
  schemaVersion: z.literal(3),
  verdict: z.enum(['better', 'worse']),
  counts: z.partialRecord(z.enum(['good', 'bad']), z.number()).default({}),
  part: Inner.nullable().default(null),
  note: z.string().nullable().default(null),
})
const definition = {
  name: 'outer file',
  version: 3,
  schema: Outer,
  upgrade: {
    1: ({ result, ...rest }: Record<string, unknown>) => ({ ...rest, outcome: result }),
    2: ({ outcome, ...rest }: Record<string, unknown>) => ({ ...rest, verdict: outcome }),
  },
}
const outer = defineArtifact(definition)

describe('an artifact of an older version', () => {
  test('is brought up to date one version after the other', () => {
    const expected = { schemaVersion: 3, verdict: 'worse', counts: {}, part: null, note: null }
    expect(outer.parse({ schema_version: 1, result: 'worse' }, 'f.json')).toEqual(expected)
    expect(outer.parse({ schema_version: 2, outcome: 'worse' }, 'f.json')).toEqual(expected)
    expect(outer.parse({ schema_version: 3, verdict: 'worse' }, 'f.json')).toEqual(expected)
  })

  test('is brought up to date where it is a part of another file', () => {
    const json = { schema_version: 3, verdict: 'better', part: { schema_version: 1, speed: 7 } }
    expect(outer.parse(json, 'f.json').part).toEqual({ schemaVersion: 2, speeds: [7] })
  })

  test('leaves the value that was read as it is', () => {
    const json = Object.freeze({ schema_version: 1, speed: 7 })
    inner.parse(json, 'f.json')
    expect(json).toEqual({ schema_version: 1, speed: 7 })
  })

  test('that its upgrade cannot take is an error of the file, not of the program', () => {
    const strict = defineArtifact({
      name: 'list',
      version: 2,
      schema: z.object({ schemaVersion: z.literal(2), items: z.array(z.number()) }),
      upgrade: { 1: (old) => ({ items: (old.items as number[]).map((each) => each * 2) }) },
    })
    expect(() => strict.parse({ schema_version: 1, items: 'none' }, 'f.json')).toThrow(
      /^f\.json is not a valid list: cannot be read as version 1: /,
    )
  })

  test('has an upgrade, or the artifact cannot be declared', () => {
    expect(() => defineArtifact({ ...definition, upgrade: { 2: definition.upgrade[2] } })).toThrow(
      'outer file 3 has no upgrade from version 1',
    )
  })
})

describe('an artifact of a newer version', () => {
  test('is refused in one line that names both versions', () => {
    expect(() => outer.parse({ schema_version: 4, verdict: 'worse' }, 'f.json')).toThrow(
      expect.objectContaining({
        code: 'corrupt_data',
        message: 'f.json was written by a newer program: version 4 of the outer file',
        hint: 'this program reads versions up to 3: read it with the program that wrote it, or update',
      }),
    )
  })

  test('is refused by its field where it is a part of another file', () => {
    const json = { schema_version: 3, verdict: 'worse', part: { schema_version: 3, speeds: [] } }
    expect(() => outer.parse(json, 'f.json')).toThrow(/newer program: field part: version 3 of the outer file/)
  })

  test.each([0, -1, 1.5, Number.NaN])('version %s was never written by anybody', (version) => {
    expect(() => outer.parse({ schema_version: version, verdict: 'worse' }, 'f.json')).toThrow(
      /^f\.json is not a valid/,
    )
  })
})

describe('an enum', () => {
  const json = { schema_version: 3, verdict: 'undecided', counts: { good: 1, ugly: 2 } }

  test('is open when a file is read: an unknown member stays', () => {
    expect(outer.parse(json, 'f.json')).toMatchObject({ verdict: 'undecided', counts: { good: 1, ugly: 2 } })
  })

  test('is closed when a file is written', () => {
    const value = outer.parse(json, 'f.json')
    expect(() => outer.serialize(value)).toThrow(/^the value to be written is not a valid outer file: field verdict/)
  })

  test('is closed when a plan is read that will be carried out', () => {
    const plan = defineArtifact({ ...definition, enums: 'closed' })
    expect(() => plan.parse(json, 'plan.json')).toThrow(/^plan\.json is not a valid outer file: field verdict/)
    const old = { schema_version: 1, result: 'better', part: { schema_version: 1, speed: 7 } }
    expect(plan.parse(old, 'plan.json').part?.speeds).toEqual([7])
  })

  test('is still a text', () => {
    expect(() => outer.parse({ ...json, verdict: 3 }, 'f.json')).toThrow(/field verdict/)
  })
})
