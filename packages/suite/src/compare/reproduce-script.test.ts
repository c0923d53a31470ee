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
  expect(argumentsOf(reproduceScript({ words, keyed: false, toolVersion: '1' }))).toEqual(words)
})

test('a key is a variable, and nowhere in the text', () => {
  const script = reproduceScript({
    words: ['compare', '--model', 'm'],
    keyed: true,
    secrets: ['sk-secret-1'],
    toolVersion: '1',
  })
  expect(script).not.toContain('sk-secret-1')
  expect(argumentsOf(script, { SAGELLM_BENCHMARK_API_KEY: 'sk-2' })).toEqual([
    'compare',
    '--model',
    'm',
    '--api-key-env',
    'SAGELLM_BENCHMARK_API_KEY',
  ])
  expect(() => argumentsOf(script)).toThrow('set it to the key')
})

test('a variable that the command named is the one of the script', () => {
  const words = ['compare', '--api-key-env', 'MY_KEY']
  const script = reproduceScript({ words, keyed: true, secrets: ['sk-secret-1'], toolVersion: '1' })
  expect(argumentsOf(script, { MY_KEY: 'sk-2' })).toEqual(words)
})

test('keys of single targets are named by their variables and commands, each variable once', () => {
  const words = ['compare', '--target-api-key-env', 'a=KEY_A', '--target-api-key-env', 'b=KEY_A'].concat([
    '--target-api-key-command',
    'c=cat "$HOME/key"',
  ])
  const script = reproduceScript({ words, keyed: false, toolVersion: '1' })
  expect(argumentsOf(script, { KEY_A: 'sk-2' })).toEqual(words)
  expect(script.match(/export KEY_A/g)).toHaveLength(1)
  expect(() => argumentsOf(script)).toThrow('set it to the key')
})

test('what is no name of a variable stays out of the lines that a shell runs', () => {
  const words = ['compare', '--target-api-key-env', 'a=X}; touch pwned #']
  const script = reproduceScript({ words, keyed: false, toolVersion: '1' })
  expect(script).not.toContain('export')
  expect(argumentsOf(script)).toEqual(words)
})
