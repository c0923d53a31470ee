import { expect, test } from 'vitest'
import { z } from 'zod'
import { flagName } from '../../command/flags.js'
import { core } from '../../command/core-schema.js'
import { loadOptions } from '../../options/load-options.js'
import { sessionOptions } from '../../options/session-options.js'
import { targetOptions } from '../../options/target-options.js'
import { CompareOptions } from './compare-options.js'
import { measuringFlags } from './measuring-flags.js'

/** A value other than the default, for a flag of any kind. */
function another(schema: z.ZodType): unknown {
  const kind = core(schema)
  const usual = schema.safeParse(undefined).data
  if (kind instanceof z.ZodBoolean) return usual !== true
  if (kind instanceof z.ZodArray) return ['a=b']
  if (kind instanceof z.ZodEnum) return kind.options.find((option) => option !== usual)
  if (kind instanceof z.ZodUnion) return another(kind.options[0] as z.ZodType)
  return kind instanceof z.ZodNumber ? 7 : 'given'
}

/** The key itself is never written down. */
const repeated = Object.entries({ ...loadOptions, ...sessionOptions, ...targetOptions }).filter(
  ([key]) => key !== 'apiKey',
)

test.each(repeated)('the command line that repeats a comparison holds %s', (key, schema) => {
  const value = another(schema)
  const options = CompareOptions.parse({ [key]: value })
  const { [flagName(key).slice(2)]: said, [`no-${flagName(key).slice(2)}`]: takenBack } = measuringFlags(options, 1)
  expect(said ?? !takenBack).toEqual(value)
})
