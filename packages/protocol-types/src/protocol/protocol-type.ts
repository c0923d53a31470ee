import { z } from 'zod'
import { BenchError } from '../errors/bench-error.js'
import { plainProblem } from '../json/plain-problem.js'
import { closedSchema, fromWire, toWire, wireSchema } from '../json/wire.js'

/** One type of the Protocol: how it is read from JSON, and written as the package writes it. */
export interface ProtocolType<S extends z.ZodType> {
  /** Its name in the package. */
  readonly name: string
  readonly schema: S
  /**
   * Reads JSON in the package's own field names. Unknown fields are dropped, as there.
   *
   * @param source - what is read, for the error. @default the name of the type
   * @throws BenchError `corrupt_data` naming the field that is refused.
   */
  parse(json: unknown, source?: string): z.infer<S>
  /** The JSON with every field, `null` where one is unset. @throws BenchError `corrupt_data` as `parse` does. */
  write(value: z.input<S>): unknown
  /** JSON Schema (draft 2020-12) of what `write` gives. */
  jsonSchema(): unknown
}

export function protocolType<S extends z.ZodType>(name: string, schema: S): ProtocolType<S> {
  return {
    name,
    schema,
    parse(json, source = `this ${name}`) {
      const result = closedSchema(schema).safeParse(json)
      if (!result.success) throw refused(name, source, result.error, json)
      return fromWire(schema, result.data)
    },
    write(value) {
      const result = schema.safeParse(value)
      if (!result.success) throw refused(name, `the ${name} to be written`, result.error, value)
      return toWire(schema, result.data)
    },
    jsonSchema: () => z.toJSONSchema(wireSchema(schema), { io: 'output' }),
  }
}

function refused(name: string, source: string, error: z.ZodError, input: unknown): BenchError {
  const issue = error.issues[0]
  const field = issue && issue.path.length > 0 ? `field ${issue.path.join('.')}: ` : ''
  return new BenchError('corrupt_data', `${source} is not a valid ${name}: ${field}${plainProblem(issue, input)}`, {
    hint: 'compare it with isagellm-protocol 0.5.4.16',
    cause: error,
  })
}
