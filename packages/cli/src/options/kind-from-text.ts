import { BenchError } from '@sagellm-benchmark/protocol-types'
import { z } from 'zod'
import { core } from '../command/core-schema.js'
import { camelCase, kebabCase } from './field-case.js'

/** One of several kinds that a word on the command line can be, each with the schema of its fields. */
export type WordedKind = {
  readonly name: string
  readonly schema: z.ZodObject<{ kind: z.ZodLiteral<string> }>
}

export type WordedKinds = {
  readonly flag: string
  /** What a kind is of, in an error: 'load'. */
  readonly what: string
  readonly kinds: readonly WordedKind[]
  /** Fields that come from other flags, where the kind has them; what the text says goes before. @default {} */
  readonly others?: Readonly<Record<string, unknown>>
}

/**
 * A kind with its fields as a flag words them: `bursts,burst-rps=50,burst-seconds=2,idle-seconds=8`. The parts of a list are joined by plus
 * signs and the fields of a part by colons: `steps,steps=2:30+8:60`.
 *
 * @throws BenchError `invalid_argument` for an unknown kind or field, or a value that it cannot have, with what it can.
 */
export function kindFromText(text: string, { flag, what, kinds, others = {} }: WordedKinds): unknown {
  const wrong = (problem: string, hint: string) =>
    new BenchError('invalid_argument', `${flag} cannot be ${JSON.stringify(text)}: ${problem}`, { hint })
  const [name = '', ...fields] = text.split(',').map((part) => part.trim())
  const kind = kinds.find((each) => each.name === name)
  if (!kind) throw wrong(`there is no ${what} ${JSON.stringify(name)}`, `give one of ${kinds.map(formOf).join(' ')}`)
  const shape = fieldsOf(kind)
  const own: Record<string, unknown> = {}
  for (const field of fields) {
    const [, key = field, value = ''] = /^([^=]*)=(.*)$/.exec(field) ?? []
    const schema = shape[camelCase(key)]
    if (!schema) throw wrong(`${name} has no field ${JSON.stringify(key)}`, `give ${formOf(kind)}`)
    own[camelCase(key)] = valueOf(value, core(schema))
  }
  const known = Object.entries(others).filter(([key]) => key in shape)
  const read = kind.schema.safeParse({ kind: name, ...Object.fromEntries(known), ...own })
  if (read.success) return read.data
  const issue = read.error.issues[0]
  throw wrong(`${kebabCase(String(issue?.path[0] ?? name))}: ${issue?.message}`, `give ${formOf(kind)}`)
}

/** 'bursts,burst-rps=...,burst-seconds=...[,idle-rps=...]': fields with a default stand in brackets. */
function formOf(kind: WordedKind): string {
  const entries = Object.entries(fieldsOf(kind))
  const hasDefault = ([, schema]: [string, z.ZodType]) => schema.safeParse(undefined).success
  const written = ([key]: [string, z.ZodType]) => `${kebabCase(key)}=...`
  const needed = entries.filter((each) => !hasDefault(each)).map(written)
  const optional = entries.filter(hasDefault).map((each) => `[,${written(each)}]`)
  return [[kind.name, ...needed].join(','), ...optional].join('')
}

function fieldsOf(kind: WordedKind): Record<string, z.ZodType> {
  const { kind: _name, ...fields } = kind.schema.shape as unknown as Record<string, z.ZodType>
  return fields
}

/** What a word stands for under a schema; what does not fit is left to the schema to refuse. */
function valueOf(text: string, schema: z.ZodType): unknown {
  if (schema instanceof z.ZodArray)
    return text.split('+').map((part) => valueOf(part, core(schema.element as z.ZodType)))
  if (schema instanceof z.ZodObject) {
    const parts = text.split(':')
    const fields = Object.entries(schema.shape as Record<string, z.ZodType>)
    return Object.fromEntries(fields.map(([key, each], at) => [key, valueOf(parts[at] ?? '', core(each))]))
  }
  if (schema instanceof z.ZodNumber) return text.trim() === '' ? text : Number(text)
  return text
}
