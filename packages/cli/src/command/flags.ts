import { snakeCase } from '@sagellm-benchmark/protocol-types'
import { z } from 'zod'

/** `maxOutputTokens` -> `--max-output-tokens`. */
export function flagName(key: string): string {
  return `--${snakeCase(key).replaceAll('_', '-')}`
}

/** What the parser has to know of one option; everything else stays in the schema. */
export type Flag =
  | { readonly kind: 'boolean'; readonly optional: true; readonly brief: string }
  | {
      readonly kind: 'enum'
      readonly values: readonly string[]
      readonly optional: true
      readonly brief: string
      readonly variadic?: true
    }
  | {
      readonly kind: 'parsed'
      readonly parse: (text: string) => string | number
      readonly placeholder: string
      readonly optional: true
      readonly brief: string
      readonly variadic?: true
    }

/** The parser's flag for one field of an options schema. Defaults are not handed over: the schema applies them afterwards. */
export function flagOf(schema: z.ZodType): Flag {
  const base = core(schema)
  const brief = describe(schema)
  if (base instanceof z.ZodBoolean) return { kind: 'boolean', optional: true, brief }
  if (base instanceof z.ZodArray) {
    return { ...flagOf(base.element as z.ZodType), brief: `${brief} (repeatable)`, variadic: true } as Flag
  }
  if (base instanceof z.ZodEnum) return { kind: 'enum', values: base.options as string[], optional: true, brief }
  if (base instanceof z.ZodNumber)
    return { kind: 'parsed', parse: toNumber, placeholder: 'number', optional: true, brief }
  return { kind: 'parsed', parse: String, placeholder: 'value', optional: true, brief }
}

/** The schema inside defaults, optionals and nullables. */
export function core(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    return core(schema.unwrap() as z.ZodType)
  }
  return schema
}

function describe(schema: z.ZodType): string {
  const text = schema.description ?? core(schema).description ?? ''
  const value = defaultOf(schema)
  const shown = Array.isArray(value) ? value.join(' ') : value
  const known = shown !== undefined && shown !== null && shown !== '' && shown !== false
  return known ? `${text} [default ${String(shown)}]`.trim() : text
}

function defaultOf(schema: z.ZodType): unknown {
  if (schema instanceof z.ZodDefault) return schema.def.defaultValue
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return defaultOf(schema.unwrap() as z.ZodType)
  return undefined
}

function toNumber(text: string): number {
  const value = text === 'inf' ? Number.POSITIVE_INFINITY : Number(text)
  if (text.trim() === '' || Number.isNaN(value)) throw new SyntaxError(`"${text}" is not a number`)
  return value
}
