import { z } from 'zod'
import { BenchError } from '../errors/bench-error.js'
import { plainProblem } from './plain-problem.js'
import { type NewerVersion, setVersions, type Upgrade } from './upgrade.js'
import { closedSchema, fromWire, openSchema, toWire, wireSchema } from './wire.js'

export type ArtifactDefinition<S extends z.ZodType> = {
  /** What the file is, in a few words, for errors. */
  readonly name: string
  /**
   * What a file bears as `schema_version`. It grows only where an older program would misread the file: a field that is
   * added with a default, and a new member of an enum, need no new number.
   */
  readonly version: number
  /** In camelCase. What is not core has a default that says "unknown", because older files lack it. */
  readonly schema: S
  /** From each older version to the next, on the JSON value with the file's own field names. @default none */
  readonly upgrade?: Readonly<Record<number, Upgrade>>
  /**
   * Whether a file may hold members of an enum that this program does not know. They are open where a file is shown, and
   * closed where it is carried out: a plan must be understood whole.
   * @default 'open'
   */
  readonly enums?: 'open' | 'closed'
}

/** One kind of file: how it is validated on the way in, and written on the way out. */
export interface Artifact<S extends z.ZodType> {
  readonly name: string
  readonly version: number
  readonly schema: S
  readonly enums: 'open' | 'closed'
  /**
   * Brings a parsed JSON value up to date, validates it and returns it in camelCase. Fields that are not known are left
   * out; an unknown member of an open enum stays as it is, so that a newer file can be shown: look it up with a fallback.
   *
   * @param source - the file's name, for the error.
   * @throws BenchError `corrupt_data` naming file and field, or the version where the file is newer than this program.
   */
  parse(json: unknown, source: string): z.infer<S>
  /** The plain JSON value for disk, in snake_case. Validated before it leaves, so that what is written can be read. */
  serialize(value: z.infer<S>): unknown
  /** JSON Schema (draft 2020-12) of the file as it is written. */
  jsonSchema(): unknown
}

/**
 * Declares an artifact kind. Its upgrades also hold where the schema is part of another artifact.
 *
 * @throws BenchError `internal` where the upgrade from an older version is missing.
 * @example
 * export const planFile = defineArtifact({
 *   name: 'plan', version: 2, schema: Plan, upgrade: { 1: ({ size, ...rest }) => ({ ...rest, sizes: [size] }) },
 * })
 */
export function defineArtifact<S extends z.ZodType>(definition: ArtifactDefinition<S>): Artifact<S> {
  const { name, version, schema, upgrade = {}, enums = 'open' } = definition
  for (let older = 1; older < version; older += 1)
    if (!upgrade[older]) throw new BenchError('internal', `${name} ${version} has no upgrade from version ${older}`)
  setVersions(schema, { version, upgrade })
  const [reading, writing] = [checking(), checking()]
  return {
    name,
    version,
    schema,
    enums,
    parse(json, source) {
      const result = (enums === 'open' ? openSchema : closedSchema)(schema).safeParse(json, reading())
      if (!result.success) throw misfit(name, source, { error: result.error, input: json })
      return fromWire(schema, result.data)
    },
    serialize(value) {
      const json = toWire(schema, value)
      const result = wireSchema(schema).safeParse(json, writing())
      if (!result.success) throw misfit(name, 'the value to be written', { error: result.error, input: json })
      return json
    },
    jsonSchema: () => z.toJSONSchema(wireSchema(schema), { io: 'input' }),
  }
}

/** From so many values on it pays that zod makes code for each object of their schema, a tenth of a millisecond each. */
const MANY = 200

/** How the next value is checked: most files are read or written once, and lines of a journal a million times. */
function checking(): () => { readonly jitless: boolean } {
  let values = 0
  return () => ({ jitless: (values += 1) < MANY })
}

type Refused = { readonly error: z.ZodError; readonly input: unknown }

function misfit(name: string, source: string, { error, input }: Refused): BenchError {
  const issue = error.issues[0]
  const field = issue && issue.path.length > 0 ? `field ${issue.path.join('.')}: ` : ''
  const newer = newerVersion(issue)
  if (newer) {
    const message = `${source} was written by a newer program: ${field}version ${newer.newerVersion} of the ${name}`
    return new BenchError('corrupt_data', message, {
      hint: `this program reads versions up to ${newer.known}: read it with the program that wrote it, or update`,
      cause: error,
    })
  }
  const message = `${source} is not a valid ${name}: ${field}${plainProblem(issue, input)}`
  return new BenchError('corrupt_data', message, {
    hint: 'check that the file is whole and made by a matching version',
    cause: error,
  })
}

function newerVersion(issue: z.core.$ZodIssue | undefined): NewerVersion | null {
  return issue?.code === 'custom' && issue.params && 'newerVersion' in issue.params
    ? (issue.params as NewerVersion)
    : null
}
