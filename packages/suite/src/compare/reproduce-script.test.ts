import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { reproduceScript } from './reproduce-script.js'

/** What the shell hands over to the program that the script calls. */
const argumentsOf = (script: string, env: Record<string, string> = {}) =>
  execFileSync('bash', ['-c', `sagellm-benchmark() { printf '%s\\0' "$@"; }\n${script}`], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
  })
    .split('\0')
    .slice(0, -1)

test('the script gives the program exactly the words, whatever they hold', () => {
  const words = [
    'compare',
    '--target',
    "a b=http://x/?q='1'&r=$HOME",
    '--target-command',
    'a=x `y` "z" \\ $(w)',
    '--rounds',
    '5',
  ]
  expect(argumentsOf(reproduceScript({ words, apiKey: null, toolVersion: '1' }))).toEqual(words)
})

test('a key is a variable, and nowhere in the text', () => {
  const script = reproduceScript({ words: ['compare', '--model', 'm'], apiKey: 'sk-secret-1', toolVersion: '1' })
  expect(script).not.toContain('sk-secret-1')
  expect(argumentsOf(script, { SAGELLM_BENCHMARK_API_KEY: 'sk-2' })).toEqual([
    'compare',
    '--model',
    'm',
    '--api-key',
    'sk-2',
  ])
})
