import type { z } from 'zod'
import { wrapWords } from '../terminal/wrap-words.js'
import type { CommandDefinition } from './define-command.js'
import { grouped } from './flag-groups.js'
import { flagEntries } from './flag-entries.js'
import { flagName, flagOf } from './flags.js'
import { lettersOf } from './letters.js'
import { writtenFlag } from './written-flag.js'

const MAX_WIDTH = 80
const INDENT = 6
/** Fewer flags than this need no heads. */
const FEW = 8

/**
 * What `sagellm-benchmark COMMAND --help` prints: the usage line with what the command cannot do without, its description, and its
 * flags in groups, each with its meaning and its other names.
 *
 * @param path - the command's words, e.g. `convergence verify`.
 * @param width - columns of the terminal; at most 80 are used.
 */
export function helpText(command: CommandDefinition, path: string, width: number): string {
  const columns = Math.min(width, MAX_WIDTH)
  const keys = flagEntries(command).map(([key]) => key)
  const groups = keys.length < FEW ? [{ head: 'Flags', keys }] : grouped(keys)
  return [
    ...broken(`usage: ${usage(command, path)}`, columns),
    '',
    ...details(command, columns),
    ...groups.flatMap(({ head, keys: own }) => [
      '',
      `${head}:`,
      ...own.flatMap((key) => flagLines(command, key, columns)),
    ]),
    '',
    '  -h, --help',
    `${' '.repeat(INDENT)}this text`,
    '',
    ...wrapWords('… may be repeated; a time takes a unit: 500ms, 30s, 2m', { columns }),
    '',
  ].join('\n')
}

function usage(command: CommandDefinition, path: string): string {
  const { options, positional, behindDashes } = command
  const required = flagEntries(command).filter(
    ([key, schema]) => key !== positional && !schema.safeParse(undefined).success,
  )
  const bare = positional === undefined ? [] : [bareWord(options.shape[positional] as z.ZodType, positional)]
  const flags = required.map(([key, schema]) => writtenFlag(key, schema))
  const line = behindDashes === undefined ? [] : ['-- COMMAND [its flags]']
  return ['sagellm-benchmark', path, ...bare, ...flags, '[flags]', ...line].join(' ')
}

/** A word without a flag, in brackets where the command can do without. */
function bareWord(schema: z.ZodType, key: string): string {
  const word = writtenFlag(key, schema).replace(/^--\S+ /, '')
  return schema.safeParse(undefined).success ? `[${word}]` : word
}

/** The description; a command line in it that is too long goes on behind a backslash, as a shell takes it. */
function details({ details: text, brief }: CommandDefinition, columns: number): string[] {
  const lines = (text ?? `${brief}.`).split('\n')
  return lines.flatMap((line) => (line.startsWith('  ') ? broken(line, columns) : wrapWords(line, { columns })))
}

function broken(line: string, columns: number): string[] {
  const pieces = wrapWords(line, { columns: columns - 2, indent: INDENT, before: /^(--|\[|[A-Z"'.]|\w+\/)/ })
  const isCommand = line.startsWith('  ')
  return pieces.map((piece, at) => (isCommand && at < pieces.length - 1 ? `${piece.replace(/ *\\$/, '')} \\` : piece))
}

function flagLines(command: CommandDefinition, key: string, columns: number): string[] {
  const schema = (command.options.shape as Record<string, z.ZodType>)[key] as z.ZodType
  const letter = Object.entries(lettersOf(command.options)).find(([, own]) => own === key)?.[0]
  const brief = flagOf(schema, key).brief.replace(' (repeatable)', '')
  const others = otherNames(command, key)
  const text = others === '' ? brief : `${brief} (also ${others})`
  const indented = { columns, indent: INDENT }
  return [
    ...wrapWords(`  ${letter ? `-${letter}, ` : ''}${writtenFlag(key, schema)}`, indented),
    ...wrapWords(`${' '.repeat(INDENT)}${text}`, indented),
  ]
}

/** Names that other tools give to a flag, and to what takes it back. */
function otherNames({ synonyms = {}, negations = {} }: CommandDefinition, key: string): string {
  const same = Object.entries(synonyms).flatMap(([name, own]) => (own === key ? [`--${name}`] : []))
  const no = flagName(key).replace('--', '--no-')
  const back = Object.entries(negations).flatMap(([name, own]) => (own === key ? [`--${name} = ${no}`] : []))
  return [...same, ...back].join(', ')
}
