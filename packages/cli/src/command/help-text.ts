import type { z } from 'zod'
import type { CommandDefinition } from './define-command.js'
import { flagName, flagOf } from './flags.js'
import { lettersOf } from './letters.js'
import { writtenFlag } from './written-flag.js'

const MAX_WIDTH = 120
const INDENT = '      '

/**
 * What `sagellm-benchmark COMMAND --help` prints: the usage line with what the command cannot do without, its description, and each
 * flag with its meaning.
 *
 * @param path - the command's words, e.g. `convergence verify`.
 * @param width - columns of the terminal.
 */
export function helpText(command: CommandDefinition, path: string, width: number): string {
  const columns = Math.min(width, MAX_WIDTH)
  const shape = Object.entries(command.options.shape as Record<string, z.ZodType>)
  const required = shape.filter(([, schema]) => !schema.safeParse(undefined).success)
  const usage = [
    'usage: sagellm-benchmark',
    path,
    ...required.map(([key, schema]) => writtenFlag(key, schema)),
    '[flags]',
  ]
  const letters = new Map(Object.entries(lettersOf(command.options)).map(([letter, key]) => [key, letter]))
  return [
    usage.join(' '),
    '',
    command.details ?? `${command.brief}.`,
    '',
    'Flags (… may be repeated):',
    ...shape.flatMap(([key, schema]) => {
      const letter = letters.get(key)
      return [
        `  ${letter ? `-${letter}, ` : ''}${writtenFlag(key, schema)}`,
        ...wrapped(flagOf(schema).brief.replace(' (repeatable)', ''), columns),
      ]
    }),
    '  -h, --help',
    `${INDENT}this text`,
    ...otherNames(command, columns),
    '',
  ].join('\n')
}

function otherNames({ synonyms = {} }: CommandDefinition, columns: number): string[] {
  const pairs = Object.entries(synonyms).map(([name, key]) => `--${name} = ${flagName(key)}`)
  return pairs.length === 0 ? [] : ['', 'Other names of flags:', ...wrapped(pairs.join(', '), columns)]
}

function wrapped(text: string, columns: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && INDENT.length + line.length + 1 + word.length > columns) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].map((each) => `${INDENT}${each}`)
}
