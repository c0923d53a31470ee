import type { AnyCommand, CommandDefinition } from './define-command.js'
import { flagEntries } from './flag-entries.js'
import { flagName, flagOf } from './flags.js'
import { lettersOf } from './letters.js'
import { writtenFlag } from './written-flag.js'

/**
 * The flag reference as Markdown: every command with what it is for, its example, its flags with their defaults, and the
 * names that other tools give to the same flags. Written from the commands' own schemas, so that it cannot be wrong.
 */
export function usagePage(commands: readonly AnyCommand[]): string {
  return [
    '# Usage: every command and flag',
    '',
    'Generated from the commands themselves (`UPDATE_DOCS=1` rewrites it); `sagellm-benchmark COMMAND --help` prints the same.',
    'A flag that takes a value is written `--flag value` or `--flag=value`; one marked with … may be repeated. A flag that would have',
    'no effect beside the others is refused. A time takes a unit (`500ms`, `30s`, `2m`); a list of numbers or names takes commas (`1,2,4`).',
    'Exit codes: 0 done, 1 failed, 2 usage, 3 a gate did not hold, 130 interrupted.',
    '',
    ...commands.flatMap((each) => sections(each, [])),
  ].join('\n')
}

function sections(command: AnyCommand, words: readonly string[]): string[] {
  const path = [...words, command.name]
  const head = [`${'#'.repeat(path.length + 1)} ${path.join(' ')}`, '', `${command.brief}.`, '']
  if ('commands' in command) {
    const usual = command.usual
      ? [`\`${path.join(' ')}\` with flags alone means \`${path.join(' ')} ${command.usual}\`.`, '']
      : []
    return [...head, ...usual, ...command.commands.flatMap((each) => sections(each, path))]
  }
  return [...head, ...details(command), ...flagTable(command), ...otherNames(command)]
}

/** Text lines stay text, indented command lines become a code block. */
function details({ details: text }: CommandDefinition): string[] {
  const lines = text?.split('\n') ?? []
  const result: string[] = []
  let open = false
  for (const line of lines) {
    const isCode = line.startsWith('  ')
    if (isCode !== open) result.push(isCode ? '```sh' : '```')
    open = isCode
    result.push(isCode ? line.slice(2) : line.replace(/^(Examples?):$/, '$1:\n'))
  }
  if (open) result.push('```')
  return result.length > 0 ? [...result, ''] : []
}

function flagTable(command: CommandDefinition): string[] {
  const letters = new Map(Object.entries(lettersOf(command.options)).map(([letter, key]) => [key, letter]))
  const rows = flagEntries(command).map(([key, schema]) => {
    const flag = flagOf(schema, key)
    const letter = letters.has(key) ? `\`-${letters.get(key)}\` ` : ''
    return `| ${letter}\`${writtenFlag(key, schema).replaceAll('|', '\\|')}\` | ${cell(flag.brief.replace(' (repeatable)', ''))} |`
  })
  return rows.length > 0 ? ['| flag | meaning |', '| --- | --- |', ...rows, ''] : []
}

function otherNames({ synonyms = {}, negations = {} }: CommandDefinition): string[] {
  const pairs = [
    ...Object.entries(synonyms).map(([name, key]) => `\`--${name}\` = \`${flagName(key)}\``),
    ...Object.entries(negations).map(([name, key]) => `\`--${name}\` = \`${flagName(key).replace('--', '--no-')}\``),
  ]
  return pairs.length > 0 ? [`Other names: ${pairs.join(', ')}.`, ''] : []
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;')
}
