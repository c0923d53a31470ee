import { keyNow } from '@sagellm-benchmark/clients/endpoint'
import { TargetPlan } from '@sagellm-benchmark/protocol-types'
import type { ComparedEndpoint } from '@sagellm-benchmark/suite/compare'
import { expect, test } from 'vitest'
import { type KeysOptions, withKeys } from './target-keys.js'

const target = (label: string, url: string): ComparedEndpoint => ({
  target: TargetPlan.parse({ kind: 'endpoint', label, url }) as ComparedEndpoint['target'],
})
const targets = [target('a', 'http://one.example/v1'), target('b', 'http://two.example/v1')]

async function keysOf(options: Partial<KeysOptions>, env: Record<string, string> = {}) {
  let said = ''
  const io = {
    env: { PATH: process.env['PATH'], ...env },
    cwd: process.cwd(),
    signal: new AbortController().signal,
    stderr: { write: (text: string) => (said += text) },
  }
  const { targets: keyed, shared } = await withKeys(targets, { apiKeyLifetime: 60, ...options }, io)
  return { own: keyed.map(({ apiKey }) => keyNow(apiKey)), shared: keyNow(shared), said }
}

test('a target has the key of its own flag, the others have the shared one', async () => {
  const options = { targetApiKeyEnv: ['a=KEY_A'], apiKeyEnv: 'SHARED' }
  const keys = await keysOf(options, { KEY_A: 'key-of-a-1', SHARED: 'shared-key-1' })
  expect(keys).toEqual({ own: ['key-of-a-1', null], shared: 'shared-key-1', said: '' })
})

test('beside keys of single targets OPENAI_API_KEY goes to no other, and that is said', async () => {
  const keys = await keysOf({ targetApiKeyCommand: ['a=echo key-of-a-2'] }, { OPENAI_API_KEY: 'usual-key-2' })
  expect(keys).toMatchObject({ own: ['key-of-a-2', null], shared: null })
  expect(keys.said).toContain('OPENAI_API_KEY is not sent to b')
})

test('a key that goes to two hosts is said with their names', async () => {
  const { said } = await keysOf({ apiKeyEnv: 'SHARED' }, { SHARED: 'shared-key-3' })
  expect(said).toContain('one key goes to one.example and two.example')
})

test('two keys of one target, and a label that no target has, are refused', async () => {
  const both = { targetApiKeyEnv: ['a=KEY_A'], targetApiKeyCommand: ['a=echo k'] }
  await expect(keysOf(both, { KEY_A: 'key-of-a-4' })).rejects.toThrow('a was given two keys')
  await expect(keysOf({ targetApiKeyEnv: ['c=KEY_A'] }, { KEY_A: 'k' })).rejects.toThrow(
    '--target-api-key-env cannot be "c"',
  )
})
