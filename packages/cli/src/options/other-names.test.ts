import { expect, test } from 'vitest'
import { allCommands } from '../command/all-commands.js'
import { flagName } from '../command/flags.js'
import { normaliseArgv } from '../command/normalise-argv.js'

const measuring = allCommands().filter(({ command }) => 'serverWait' in command.options.shape)
const run = measuring.find(({ path }) => path === 'run')?.command

test('the commands that measure servers are found', () => {
  expect(measuring.map(({ path }) => path)).toEqual([
    ...[
      'run',
      'sweep',
      'readiness',
      'capacity',
      'perf',
      'compare',
      'compare-record',
      'vllm-compare run',
      'convergence run',
      'nonstream-compare',
    ],
    'validate-serving-consistency',
  ])
})

test.each(measuring.map(({ path, command }) => [path, command] as const))(
  '%s takes every other name that run takes for a flag that both have',
  (path, command) => {
    const shape = command.options.shape
    const own = new Set(Object.keys(shape).map(flagName))
    const missing = Object.entries({ ...run?.synonyms, ...run?.negations }).filter(
      ([name, key]) =>
        key in shape &&
        !(path === 'perf' && key === 'warmup') &&
        !own.has(`--${name}`) &&
        command.synonyms?.[name] === undefined &&
        command.negations?.[name] === undefined,
    )
    expect(missing).toEqual([])
    for (const name of Object.keys({ ...command.synonyms, ...command.negations }))
      expect(own).not.toContain(`--${name}`)
  },
)

test.each([
  ['compare', ['--isl', '64'], ['--prompt-tokens', '64']],
  ['compare', ['--max-tokens=8'], ['--max-output-tokens', '8']],
  ['compare', ['--output', 'x', '--parallel', '2'], ['--output-dir', 'x', '--concurrency', '2']],
  ['convergence run', ['--request-count', '9'], ['--num-prompts', '9']],
  ['nonstream-compare', ['--osl', '4'], ['--osl', '4']],
  ['nonstream-compare', ['--output-tokens', '4'], ['--max-tokens', '4']],
  ['compare-record', ['--base-url', 'http://h/v1'], ['--url', 'http://h/v1']],
  ['validate-serving-consistency', ['--no-test-connection'], ['--no-ready-check']],
  ['perf', ['--num-warmups', '3'], ['--num-warmups', '3']],
])('%s reads %j as %j', (path, given, read) => {
  const command = measuring.find((each) => each.path === path)?.command
  expect(command && normaliseArgv(given as string[], command)).toEqual(read)
})
