import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keyNow } from '@sagellm-benchmark/clients/endpoint'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ApiKeyOptions, apiKeyOf } from './api-key.js'

let cwd: string
let said: string
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'api-key-'))
  said = ''
})
afterEach(() => rmSync(cwd, { recursive: true, force: true }))

const env = { OPENAI_API_KEY: 'usual-key-1', MY_KEY: 'own-key-22' }
const keyOf = (options: Partial<ApiKeyOptions>, given: Record<string, string> = env) =>
  apiKeyOf(options as ApiKeyOptions, {
    env: given,
    cwd,
    stderr: { write: (text) => (said += text) },
    signal: new AbortController().signal,
  })

test('the key is that of the flag, of the variable or of the file, else that of OPENAI_API_KEY', async () => {
  writeFileSync(join(cwd, 'key'), 'file-key-333\n')
  expect(await keyOf({ apiKeyEnv: 'MY_KEY' })).toBe('own-key-22')
  expect(await keyOf({ apiKeyFile: 'key' })).toBe('file-key-333')
  expect(await keyOf({})).toBe('usual-key-1')
  expect(await keyOf({}, {})).toBeNull()
  expect(said).toBe('')
})

test('a key on the command line is used, and it is said who can read it there', async () => {
  expect(await keyOf({ apiKey: 'flag-key-4444' })).toBe('flag-key-4444')
  expect(said).toMatch(/^! .*ps.*--api-key-env/)
})

test('the key of a command is the first line that it prints, and a command that fails names the flag', async () => {
  const key = await keyOf({ apiKeyCommand: 'echo "$MY_KEY-of-command"', apiKeyLifetime: 60 }, {
    ...process.env,
    ...env,
  } as Record<string, string>)
  expect(keyNow(key)).toBe('own-key-22-of-command')
  await expect(keyOf({ apiKeyCommand: 'echo no such login here >&2; exit 3', apiKeyLifetime: 60 })).rejects.toThrow(
    '--api-key-command: the command for the API key ended with exit code 3; it said: no such login here',
  )
  await expect(keyOf({ apiKeyCommand: 'echo k', apiKeyEnv: 'MY_KEY' })).rejects.toThrow('--api-key-command')
})

test('what gives no key is refused in words that name it', async () => {
  writeFileSync(join(cwd, 'two'), 'a\nb\n')
  writeFileSync(join(cwd, 'none'), '\n')
  await expect(keyOf({ apiKeyEnv: 'NOT_SET' })).rejects.toThrow('NOT_SET')
  await expect(keyOf({ apiKeyFile: 'two' })).rejects.toThrow('one line')
  await expect(keyOf({ apiKeyFile: 'none' })).rejects.toThrow('one line')
  await expect(keyOf({ apiKeyFile: 'absent' })).rejects.toThrow('absent')
  await expect(keyOf({ apiKey: 'a', apiKeyEnv: 'MY_KEY' })).rejects.toThrow('--api-key-env')
})
