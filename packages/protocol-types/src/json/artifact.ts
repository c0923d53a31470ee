import { z } from 'zod'
import { BenchError } from '../errors/bench-error.js'
import { fromWire, toWire, wireSchema } from './wire.js'

/** One kind of file: how it is validated on the way in, and written on the way out. */
export interface Artifact<S extends z.ZodType> {
  readonly name: string
  readonly schema: S
  /**
   * Validates a parsed JSON value and returns it in camelCase.
   *
   * @param source - the file's name, for the error.
   * @throws BenchError `corrupt_data` naming file and field.
   */
  parse(json: unknown, source: string): z.infer<S>
  /** The plain JSON value for disk, in snake_case. Validated before it leaves, so that what is written can be read. */
  serialize(value: z.infer<S>): unknown
  /** JSON Schema (draft 2020-12) of the file. */
  jsonSchema(): unknown
}

/** Declares an artifact kind from a camelCase schema. */
export function defineArtifact<S extends z.ZodType>(name: string, schema: S): Artifact<S> {
  return {
    name,
    schema,
    parse(json, source) {
      const result = wireSchema(schema).safeParse(json)
      if (!result.success) throw misfit(name, source, result.error)
      return fromWire(schema, result.data)
    },
    serialize(value) {
      const json = toWire(schema, value)
      const result = wireSchema(schema).safeParse(json)
      if (!result.success) throw misfit(name, 'the value to be written', result.error)
      return json
    },
    jsonSchema: () => z.toJSONSchema(wireSchema(schema), { io: 'input' }),
  }
}

function misfit(name: string, source: string, error: z.ZodError): BenchError {
  const issue = error.issues[0]
  const field = issue && issue.path.length > 0 ? `field ${issue.path.join('.')}: ` : ''
  const message = `${source} is not a valid ${name}: ${field}${issue?.message ?? 'unreadable'}`
  return new BenchError('corrupt_data', message, {
    hint: 'check that the file is whole and made by a matching version',
    cause: error,
  })
}
