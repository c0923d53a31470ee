import { expect, test } from 'vitest'
import { commands } from '../commands/index.js'
import type { AnyCommand, CommandDefinition } from './define-command.js'
import { lettersOf } from './letters.js'

const single = (command: AnyCommand): CommandDefinition[] =>
  'commands' in command ? command.commands.flatMap(single) : [command]

test.each(commands.flatMap(single).map((command) => [command.name, command] as const))(
  '%s has the letters of all commands for its folder, its model and its quiet mode',
  (_, { options }) => {
    const letters = lettersOf(options)
    const keys = Object.keys(options.shape)
    if (keys.includes('quiet')) expect(letters['q']).toBe('quiet')
    if (keys.includes('model')) expect(letters['m']).toBe('model')
    if (keys.includes('outputDir')) expect(letters['o']).toBe('outputDir')
    expect(new Set(Object.values(letters)).size).toBe(Object.keys(letters).length)
  },
)
