import { expect, test } from 'vitest'
import { z } from 'zod'
import type { CommandDefinition } from './define-command.js'
import { normaliseArgv } from './normalise-argv.js'

const command: CommandDefinition = {
  name: 'x',
  brief: '',
  options: z.object({}),
  synonyms: { isl: 'promptTokens' } as never,
  lists: ['goodput'] as never,
  load: () => Promise.reject(new Error('not called')),
}

test("another tool's name for a flag becomes ours", () => {
  expect(normaliseArgv(['--isl', '32'], command)).toEqual(['--prompt-tokens', '32'])
})

test('a value after an equals sign is its own word, further equals signs stay', () => {
  expect(normaliseArgv(['--target=a=http://h/v1'], command)).toEqual(['--target', 'a=http://h/v1'])
})

test('a list after one flag is repetition of the flag, quoted or not, and ends at the next flag', () => {
  const expected = ['--goodput', 'ttft:200', '--goodput', 'tpot:50', '--seed', '1']
  expect(normaliseArgv(['--goodput', 'ttft:200', 'tpot:50', '--seed', '1'], command)).toEqual(expected)
  expect(normaliseArgv(['--goodput', 'ttft:200 tpot:50', '--seed', '1'], command)).toEqual(expected)
})
