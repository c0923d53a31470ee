import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Output } from '../command/define-command.js'
import { version } from '../version.js'
import { FULL_WIDTH, helpFile } from './help-file.js'

/** Beside the built program, where its build writes them. */
const helpPages = fileURLToPath(new URL('help/', import.meta.url))

/**
 * What a command line prints that only asks for the version or for a help text: a start that loads the commands and the
 * schemas of their flags takes ten times as long as Node itself.
 *
 * @param folder - of the help texts that the build wrote. @default help, beside this file
 * @returns `null` for every other command line, and where the text was not built or the terminal is too narrow for it.
 */
export function quickText(
  words: readonly string[],
  { columns = FULL_WIDTH }: Pick<Output, 'columns'>,
  folder: string = helpPages,
): string | null {
  const last = words.at(-1) ?? '--help'
  if (words.length === 1 && (last === '--version' || last === '-v')) return `${version}\n`
  if ((last !== '--help' && last !== '-h') || columns < FULL_WIDTH) return null
  const file = helpFile(words.slice(0, -1))
  if (file === null) return null
  try {
    return readFileSync(`${folder}/${file}`, 'utf8')
  } catch {
    return null
  }
}
