import { z } from 'zod'
import { core } from './core-schema.js'

/** Lists of names that hold no comma. */
const named: ReadonlySet<string> = new Set(['operator', 'precision'])

/** The lists whose items may stand in one word with commas between them: numbers, names of a closed list, and those of ours. */
export function commaLists(options: z.ZodObject): ReadonlySet<string> {
  const keys = Object.entries(options.shape as Record<string, z.ZodType>).flatMap(([key, schema]) => {
    const base = core(schema)
    if (!(base instanceof z.ZodArray)) return []
    const element = core(base.element as z.ZodType)
    return element instanceof z.ZodNumber || element instanceof z.ZodEnum || named.has(key) ? [key] : []
  })
  return new Set(keys)
}
