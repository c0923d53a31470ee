import { BenchError } from '@sagellm-benchmark/protocol-types'
import type { z } from 'zod'
import { plainProblem } from '@sagellm-benchmark/protocol-types/edge'

/** How an error names what was given. */
export type InputNames = {
  /** What cannot be done with it, e.g. `the plan cannot be measured`. */
  readonly problem: string
  /** Name of the schema, where a reader finds the fields. */
  readonly schemaName: string
}

/**
 * What a caller of the library gave, with the defaults of its schema.
 *
 * @throws BenchError `invalid_argument` that names the first field that does not fit.
 */
export function checkedInput<S extends z.ZodType>(
  schema: S,
  given: z.input<S>,
  { problem, schemaName }: InputNames,
): z.output<S> {
  // What comes once is not worth that zod makes code for its schema.
  const checked = schema.safeParse(given, { jitless: true })
  if (checked.success) return checked.data
  const [issue] = checked.error.issues
  throw new BenchError('invalid_argument', `${problem}: ${issue?.path.join('.')}: ${plainProblem(issue, given)}`, {
    hint: `see ${schemaName}`,
  })
}
