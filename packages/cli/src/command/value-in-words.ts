import { z } from 'zod'
import { core } from './core-schema.js'
import { timeInWords, unitOf } from './units.js'

/**
 * What a flag takes, in plain words with an example, as the end of "give ...": `a whole number above 0, such as 8`.
 *
 * @returns `null` where nothing is known but that it is text.
 */
export function valueInWords(key: string, schema: z.ZodType): string | null {
  const base = core(schema)
  if (base instanceof z.ZodArray) return valueInWords(key, base.element as z.ZodType)
  if (base instanceof z.ZodEnum) return listed(base.options.map(String))
  if (base instanceof z.ZodLiteral) return listed([...base.values].map(String))
  if (base instanceof z.ZodUnion)
    return (base.options as z.ZodType[]).flatMap((each) => valueInWords(key, each) ?? []).join(', or ')
  if (base instanceof z.ZodBoolean) return 'nothing behind it'
  if (!(base instanceof z.ZodNumber)) return null
  const unit = unitOf(key)
  const range = rangeOf(base)
  if (unit !== null) return `${timeInWords[unit]}${range === '' ? '' : `, ${range}`}`
  const whole = z.toJSONSchema(base).type === 'integer'
  const example = exampleOf(schema, base)
  return `a ${whole ? 'whole ' : ''}number${range === '' ? '' : ` ${range}`}${example === null ? '' : `, such as ${example}`}`
}

function rangeOf(base: z.ZodNumber): string {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = z.toJSONSchema(base) as Record<string, number>
  const low = exclusiveMinimum ?? (bounded(minimum) ? minimum : undefined)
  const high = exclusiveMaximum ?? (bounded(maximum) ? maximum : undefined)
  if (low === undefined)
    return high === undefined ? '' : `${exclusiveMaximum === undefined ? 'up to' : 'below'} ${high}`
  const from = exclusiveMinimum === undefined ? `from ${low}` : `above ${low}`
  if (high === undefined) return exclusiveMinimum === undefined ? `of ${low} or more` : from
  if (exclusiveMinimum === undefined && exclusiveMaximum === undefined) return `${from} to ${high}`
  return `${from} and ${exclusiveMaximum === undefined ? 'up to' : 'below'} ${high}`
}

/** A whole number has the bounds of what can be told apart, which nobody stated. */
function bounded(value: number | undefined): boolean {
  return value !== undefined && Math.abs(value) < Number.MAX_SAFE_INTEGER
}

function exampleOf(schema: z.ZodType, base: z.ZodNumber): number | null {
  const usual = schema instanceof z.ZodDefault ? (schema.def.defaultValue as unknown) : null
  const tried = [typeof usual === 'number' && usual !== 0 ? usual : null, 8, 0.5, 2, 72, 1, 0]
  return tried.find((value) => value !== null && base.safeParse(value).success) ?? null
}

function listed(values: readonly string[]): string {
  return values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`
}
