import { snakeCase } from '@sagellm-benchmark/protocol-types'
import { z } from 'zod'
import { core } from './core-schema.js'
import { placeholderOf } from './placeholders.js'
import { timeIn, unitOf } from './units.js'
import { valueInWords } from './value-in-words.js'

/** `maxOutputTokens` -> `--max-output-tokens`. */
export function flagName(key: string): string {
  const known = names.get(key)
  if (known !== undefined) return known
  const name = `--${snakeCase(key).replaceAll('_', '-')}`
  names.set(key, name)
  return name
}

/** A start asks for the same few hundred names thousands of times. */
const names = new Map<string, string>()

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

/**
 * The parser's flag for one field of an options schema. Defaults are not handed over: the schema applies them afterwards.
 *
 * @param key - the field's name, which tells the unit of a time and what stands for a text.
 */
export function flagOf(schema: z.ZodType, key = ''): Flag {
  const base = core(schema)
  const brief = describe(schema)
  if (base instanceof z.ZodBoolean) return { kind: 'boolean', optional: true, brief }
  if (base instanceof z.ZodArray) {
    const element = flagOf(base.element as z.ZodType, key)
    const placeholder = element.kind === 'parsed' ? { placeholder: textPlaceholder(key, base, brief) } : {}
    return { ...element, ...placeholder, brief: `${brief} (repeatable)`, variadic: true } as Flag
  }
  if (base instanceof z.ZodEnum) return { kind: 'enum', values: base.options as string[], optional: true, brief }
  if (base instanceof z.ZodUnion) return flagOfUnion(base, { key, brief })
  const placeholder = textPlaceholder(key, base, brief)
  const parse = base instanceof z.ZodNumber ? (text: string) => numberOf(key, schema, text) : String
  return { kind: 'parsed', parse, placeholder, optional: true, brief }
}

/** A number, or one of a few words in its place. */
function flagOfUnion(union: z.ZodUnion, { key, brief }: { readonly key: string; readonly brief: string }): Flag {
  const options = union.options as z.ZodType[]
  const words = options.flatMap((each) => (each instanceof z.ZodLiteral ? [...each.values].map(String) : []))
  const number = options.find((each) => each instanceof z.ZodNumber)
  const parse = (text: string) => (number === undefined || words.includes(text) ? text : numberOf(key, union, text))
  const placeholder = number === undefined ? placeholderOf(key, brief) : textPlaceholder(key, number, brief)
  return { kind: 'parsed', parse, placeholder, optional: true, brief }
}

function textPlaceholder(key: string, base: z.ZodType, brief: string): string {
  const element = base instanceof z.ZodArray ? (base.element as z.ZodType) : base
  if (element instanceof z.ZodNumber) return unitOf(key) === null ? 'NUMBER' : 'TIME'
  return placeholderOf(key, brief)
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

/** @throws SyntaxError that says what the flag takes. */
function numberOf(key: string, schema: z.ZodType, text: string): number {
  const unit = unitOf(key)
  const value = text === 'inf' ? Number.POSITIVE_INFINITY : unit === null ? Number(text) : timeIn(unit, text)
  if (text.trim() !== '' && !Number.isNaN(value)) return value
  throw new SyntaxError(`cannot be ${JSON.stringify(text)}; give ${valueInWords(key, schema)}`)
}
