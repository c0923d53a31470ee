import { commands } from '../commands/index.js'
import type { AnyCommand, CommandDefinition } from './define-command.js'

/** A command with all its words. */
export type NamedCommand = { readonly path: string; readonly command: CommandDefinition }

/** Every command of the program, those of groups too, with the words that name it: `convergence verify`. */
export function allCommands(list: readonly AnyCommand[] = commands): NamedCommand[] {
  return list.flatMap((each) => named(each, []))
}

function named(command: AnyCommand, words: readonly string[]): NamedCommand[] {
  const path = [...words, command.name]
  if ('commands' in command) return command.commands.flatMap((each) => named(each, path))
  return [{ path: path.join(' '), command }]
}
