import { z } from 'zod'
import { core } from './core-schema.js'
import { flagName, flagOf } from './flags.js'

/** A flag as a help text writes it: `--port NUMBER`, `--target LABEL=URL …` where it may be repeated, `--[no-]stream`. */
export function writtenFlag(key: string, schema: z.ZodType): string {
  const name = flagName(key)
  const flag = flagOf(schema, key)
  if (flag.kind === 'boolean') return schema.safeParse(undefined).data === true ? name.replace('--', '--[no-]') : name
  const value = flag.kind === 'enum' ? flag.values.join('|') : flag.placeholder
  return `${name} ${value}${core(schema) instanceof z.ZodArray ? ' …' : ''}`
}
