import type { CommandDefinition } from '../command/define-command.js'
import { flagName } from '../command/flags.js'

/** The first word that is a flag which the command does not have; `null` where it has them all. */
export function unknownFlag(words: readonly string[], { options }: CommandDefinition): string | null {
  const known = new Set(Object.keys(options.shape).flatMap(namesOf))
  return words.find((word) => /^--[a-z][\w.-]*$/i.test(word) && word !== '--help' && !known.has(word)) ?? null
}

function namesOf(key: string): string[] {
  return [flagName(key), `--no-${flagName(key).slice(2)}`, `--${key}`]
}
