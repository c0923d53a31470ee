import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import { z } from 'zod'
import { commaLists } from '../command/comma-lists.js'
import { core } from '../command/core-schema.js'
import type { CommandDefinition } from '../command/define-command.js'
import { type Flag, flagName, flagOf } from '../command/flags.js'
import { refusedValue } from '../command/refused-value.js'
import { type ConfigMapping, ConfigScalar, type ConfigValue, isMapping, plainValue } from './config-value.js'
import { mappingForm } from './mapping-form.js'

/**
 * The value of one option, from a config: each single value is read as the same text behind the flag would be.
 *
 * @throws BenchError `invalid_argument` for a value that the flag cannot have.
 */
export function optionOf(key: string, value: ConfigValue, definition: CommandDefinition): unknown {
  const schema = (definition.options.shape as Record<string, z.ZodType>)[key] as z.ZodType
  const flag = flagOf(schema, key)
  const read =
    core(schema) instanceof z.ZodArray
      ? itemsOf(key, value, definition).map((text) => parsed(key, text, flag))
      : parsed(key, textOf(key, value, definition), flag)
  const checked = schema.safeParse(read)
  if (checked.success) return read
  const issues = checked.error.issues.map((issue) => ({ ...issue, path: [key, ...issue.path] }))
  throw refusedValue(new z.ZodError(issues), { definition, given: { [key]: read }, hint: `see ${flagName(key)}` })
}

function parsed(key: string, text: string, flag: Flag): unknown {
  if (flag.kind === 'boolean') {
    if (text === 'true' || text === 'false') return text === 'true'
    throw invalidArgument(flagName(key), text, 'give true or false')
  }
  if (flag.kind === 'enum') return text
  try {
    return flag.parse(text)
  } catch (error) {
    const [, hint = 'give another value'] = /; (.*)$/.exec((error as Error).message) ?? []
    throw invalidArgument(flagName(key), text, hint)
  }
}

function textOf(key: string, value: ConfigValue, { joined = [], options }: CommandDefinition): string {
  if (value instanceof ConfigScalar) return scalarText(key, value)
  if (!isMapping(value)) {
    if (joined.includes(key)) return value.map((each) => scalarText(key, each)).join(',')
    throw invalidArgument(flagName(key), JSON.stringify(plainValue(value)), 'give one value, and no list')
  }
  const form = mappingForm(key, options.shape[key] as z.ZodType)
  if (form === 'json') return JSON.stringify(plainValue(value))
  if (form === 'kind') return kindText(key, value)
  throw invalidArgument(flagName(key), JSON.stringify(plainValue(value)), 'give one value, without keys of its own')
}

function itemsOf(key: string, value: ConfigValue, { options, lists = [] }: CommandDefinition): string[] {
  if (isMapping(value)) {
    const form = mappingForm(key, options.shape[key] as z.ZodType)
    if (form !== '=' && form !== ':')
      throw invalidArgument(flagName(key), JSON.stringify(plainValue(value)), 'give a list')
    return Object.entries(value).map(([name, each]) => `${name}${form}${scalarText(`${key}.${name}`, each)}`)
  }
  if (!(value instanceof ConfigScalar)) return value.map((each) => scalarText(key, each))
  const text = scalarText(key, value)
  if (commaLists(options).has(key)) return text.split(',').filter((item) => item.trim() !== '')
  return lists.includes(key) ? text.split(/\s+/).filter(Boolean) : [text]
}

/** `{kind: bursts, burst-rps: 40}` as `--load bursts,burst-rps=40`. The fields of a list's parts stand in lists of their own. */
function kindText(key: string, { kind, ...fields }: ConfigMapping): string {
  if (kind === undefined)
    throw invalidArgument(flagName(key), JSON.stringify(plainValue(fields)), 'it lacks its kind: write kind: NAME')
  const inner = (value: ConfigValue, separators: readonly string[]): string =>
    Array.isArray(value)
      ? value.map((each: ConfigValue) => inner(each, separators.slice(1))).join(separators[0] ?? ' ')
      : scalarText(key, value)
  const written = Object.entries(fields).map(([name, value]) => `${name}=${inner(value, ['+', ':'])}`)
  return [scalarText(key, kind), ...written].join(',')
}

function scalarText(key: string, value: ConfigValue): string {
  if (!(value instanceof ConfigScalar))
    throw invalidArgument(flagName(key), JSON.stringify(plainValue(value)), 'give one value')
  if (value.value === null && /^(|~|null)$/i.test(value.text))
    throw invalidArgument(flagName(key), null, 'give a value, or take the line out')
  return value.text
}
