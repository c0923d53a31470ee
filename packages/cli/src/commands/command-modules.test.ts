import { expect, test } from 'vitest'
import { commandModules, commandsFor, otherNames } from './command-modules.js'
import { commands } from './index.js'

const namesOf = (list: typeof commands) => list.map(({ name }) => name)

test('each command is found under its own name', () => {
  expect(namesOf(commands)).toEqual(Object.keys(commandModules))
})

test.each(Object.keys(commandModules))('%s alone is loaded for its words', async (name) => {
  expect(namesOf(await commandsFor([name, '--help']))).toEqual([name])
})

test.each(Object.entries(otherNames))('%s is a command of a group', async (name, [group]) => {
  expect(namesOf(await commandsFor([name]))).toEqual([group])
})

test.each(['', 'rnu', '--help', 'constructor', '__proto__'])(
  'all are loaded for "%s", which is none of them',
  async (word) => {
    expect(await commandsFor([word])).toEqual(commands)
  },
)
