import { otherNames } from '../commands/command-modules.js'
import type { AnyCommand, CommandDefinition } from './define-command.js'
import { normaliseArgv } from './normalise-argv.js'

/** A command line with the command that it names. */
export type FoundCommand = {
  /** The words that name the command, those that are known. */
  readonly command: string
  /** All words, those behind the command in the parser's form. */
  readonly words: readonly string[]
  /** Words behind `--`, where the command takes such. @default [] */
  readonly behindDashes?: readonly string[]
  /** @default no command has that name */
  readonly definition?: CommandDefinition
}

/** Finds the command that the words name and lets it normalise its flags. */
export function findCommand(given: readonly string[], all: readonly AnyCommand[]): FoundCommand {
  const [first = '', ...more] = given
  const args = Object.hasOwn(otherNames, first) ? [...(otherNames[first] as readonly string[]), ...more] : given
  let list = all
  let at = 0
  for (; at < args.length; at += 1) {
    const found = list.find((each) => each.name === args[at])
    if (!found) break
    if ('commands' in found && found.usual && args[at + 1]?.startsWith('-')) {
      return findCommand([...args.slice(0, at + 1), found.usual, ...args.slice(at + 1)], all)
    }
    if ('commands' in found) list = found.commands
    else {
      const head = args.slice(0, at + 1)
      const { own, behindDashes } = atDashes(args.slice(at + 1), found)
      return {
        command: head.join(' '),
        words: [...head, ...(found.raw ? own : normaliseArgv(own, found))],
        behindDashes,
        definition: found,
      }
    }
  }
  return { command: args.slice(0, at).join(' '), words: [...args] }
}

function atDashes(words: readonly string[], { behindDashes }: CommandDefinition) {
  const at = behindDashes === undefined ? -1 : words.indexOf('--')
  return at < 0 ? { own: words, behindDashes: [] } : { own: words.slice(0, at), behindDashes: words.slice(at + 1) }
}
