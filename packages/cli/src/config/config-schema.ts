import { z } from 'zod'
import { commaLists } from '../command/comma-lists.js'
import { core } from '../command/core-schema.js'
import { flagOf } from '../command/flags.js'
import { unitOf } from '../command/units.js'
import { configKeys, configName } from './config-names.js'
import { mappingForm } from './mapping-form.js'
import type { ConfigCommand } from './options-from-config.js'

type Schema = Readonly<Record<string, unknown>>

/** Where the schemas lie in the package, one a command. */
export const schemaFolder = 'schemas'

/** `vllm-compare run` -> `vllm-compare-run.json`. */
export function schemaFile(command: string): string {
  return `${command.replaceAll(' ', '-')}.json`
}

/** The first line of a config, by which editors find its schema. */
export function schemaLine(command: string): string {
  return `# yaml-language-server: $schema=${schemaUrl(command)}`
}

const schemaUrl = (command: string) => `https://unpkg.com/sagellm-benchmark/${schemaFolder}/${schemaFile(command)}`

/** A variable of the environment may stand anywhere in a value. */
const variable: Schema = { type: 'string', pattern: '\\$\\{' }
const scalar: Schema = { type: ['string', 'number', 'boolean'] }

/** The JSON Schema of a command's config, made from the schemas of its flags: names, values, defaults and help texts. */
export function configSchema({ definition, command }: ConfigCommand): Schema {
  const shape = definition.options.shape as Record<string, z.ZodType>
  const own = configKeys(definition).map((key) => [
    configName(key),
    propertyOf(key, shape[key] as z.ZodType, definition),
  ])
  const others = Object.entries(definition.synonyms ?? {})
    .filter(([name]) => !own.some(([known]) => known === name))
    .map(([name, key]) => [
      name,
      { $ref: `#/properties/${configName(key)}`, description: `another name of ${configName(key)}` },
    ])
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: schemaUrl(command),
    title: `Config of sagellm-benchmark ${command}`,
    type: 'object',
    properties: {
      command: { const: command, description: 'the command that the config is for' },
      ...Object.fromEntries([...own, ...others]),
    },
    additionalProperties: false,
  }
}

function propertyOf(
  key: string,
  schema: z.ZodType,
  { options, lists = [], joined = [] }: ConfigCommand['definition'],
): Schema {
  const base = core(schema)
  const description = flagOf(schema, key).brief.replace(' (repeatable)', '')
  if (!(base instanceof z.ZodArray)) {
    const list = joined.includes(key) ? [{ type: 'array', items: scalar }] : []
    return { description, anyOf: [...oneOf(key, base), ...list, ...mappingsOf(key, schema)] }
  }
  const item = oneOf(key, base.element as z.ZodType)
  const words = commaLists(options).has(key) || lists.includes(key) ? [{ type: 'string' }] : []
  return {
    description,
    anyOf: [{ type: 'array', items: { anyOf: item } }, ...item, ...words, ...mappingsOf(key, schema)],
  }
}

function mappingsOf(key: string, schema: z.ZodType): Schema[] {
  const form = mappingForm(key, schema)
  if (form === null) return []
  if (form === 'json') return [{ type: 'object' }]
  if (form === 'kind') return [{ type: 'object', required: ['kind'] }]
  return [{ type: 'object', additionalProperties: scalar }]
}

/** What one value may be. */
function oneOf(key: string, schema: z.ZodType): Schema[] {
  const base = core(schema)
  if (base instanceof z.ZodBoolean) return [{ type: 'boolean' }, variable]
  if (base instanceof z.ZodEnum) return [{ enum: base.options }, variable]
  if (base instanceof z.ZodLiteral) return [{ enum: [...base.values] }]
  if (base instanceof z.ZodUnion) return (base.options as z.ZodType[]).flatMap((each) => oneOf(key, each))
  if (!(base instanceof z.ZodNumber)) return [scalar]
  const { $schema: _dialect, ...number } = z.toJSONSchema(base, { target: 'draft-7', io: 'input' })
  const time =
    unitOf(key) === null ? [] : [{ type: 'string', pattern: '^\\s*(\\d+(\\.\\d+)?|\\.\\d+)\\s*(ms|s|m|min|h)\\s*$' }]
  return [withoutSafeBounds(number), ...time, variable]
}

/** A whole number has the bounds of what can be told apart, which nobody stated. */
function withoutSafeBounds(schema: Schema): Schema {
  return Object.fromEntries(
    Object.entries(schema).filter(
      ([, value]) => typeof value !== 'number' || Math.abs(value) < Number.MAX_SAFE_INTEGER,
    ),
  )
}
