import { z } from 'zod'
import { core } from '../command/core-schema.js'
import { flagOf } from '../command/flags.js'

/**
 * How a flag writes what a config gives as keys and values: one JSON text, a kind with its fields, or an item each of a list, with what
 * stands between key and value. `null`: the flag has no such form.
 */
export type MappingForm = 'json' | 'kind' | '=' | ':' | null

/** The form of an option, told by what stands for its value in the help: `JSON`, `KIND,...`, `LABEL=URL`, `METRIC:MS`. */
export function mappingForm(key: string, schema: z.ZodType): MappingForm {
  const flag = flagOf(schema, key)
  if (flag.kind !== 'parsed') return null
  if (!(core(schema) instanceof z.ZodArray))
    return flag.placeholder === 'JSON' ? 'json' : flag.placeholder.startsWith('KIND,') ? 'kind' : null
  const [, between = null] = /^[A-Z]+([=:])[A-Z]+$/.exec(flag.placeholder) ?? []
  return between as MappingForm
}
