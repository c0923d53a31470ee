import type { ApiKey } from '@sagellm-benchmark/clients/endpoint'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import type { ComparedEndpoint } from '@sagellm-benchmark/suite/compare'
import { z } from 'zod'
import { valuesOfTargets } from '../commands/compare/labelled-values.js'
import { type ApiKeyOptions, apiKeyOf, isGiven, keyOfCommand, keyOfFile, keyOfVariable, type KeyIo } from './api-key.js'
import type { Flags } from './flag-words.js'

/** Keys of single targets, where a command has several. */
export const targetKeyOptions = {
  targetApiKeyEnv: z
    .array(z.string())
    .default([])
    .describe('LABEL=NAME: variable with the key of this target alone; the others get that of --api-key-*'),
  targetApiKeyFile: z
    .array(z.string())
    .default([])
    .describe('LABEL=PATH: file with the key of this target alone, and nothing else'),
  targetApiKeyCommand: z
    .array(z.string())
    .default([])
    .describe('LABEL=COMMAND whose first line of output is the key of this target alone'),
} as const

export type TargetKeyOptions = z.infer<z.ZodObject<typeof targetKeyOptions>>

/** The same flags again, for the command that repeats a measurement. */
export function targetKeyFlags(options: Partial<TargetKeyOptions>): Flags {
  return {
    'target-api-key-env': options.targetApiKeyEnv,
    'target-api-key-file': options.targetApiKeyFile,
    'target-api-key-command': options.targetApiKeyCommand,
  }
}

export type KeysOptions = ApiKeyOptions & Partial<TargetKeyOptions>

/** Targets with the keys of their own, and the one key of all the others. */
export type KeyedTargets = { readonly targets: readonly ComparedEndpoint[]; readonly shared: ApiKey | null }

/**
 * Reads the keys of targets. A key of its own goes to no other target; the shared one goes to all the others, and where only
 * single targets were given keys, the others get none.
 *
 * @throws BenchError `invalid_argument` for a label that no target has, and for two keys of one target; else as `apiKeyOf`.
 */
export async function withKeys(
  targets: readonly ComparedEndpoint[],
  options: KeysOptions,
  io: KeyIo,
): Promise<KeyedTargets> {
  const own = await ownKeys(targets, options, io)
  const others = targets.filter(({ target }) => !own.has(target.label))
  const shared = others.length === 0 ? null : await sharedKey(options, { others, io, single: own.size > 0 })
  const keyed = targets.map((each) => {
    const apiKey = own.get(each.target.label)
    return apiKey === undefined ? each : { ...each, apiKey }
  })
  return { targets: keyed, shared }
}

async function ownKeys(targets: readonly ComparedEndpoint[], options: KeysOptions, io: KeyIo) {
  const { targetApiKeyEnv = [], targetApiKeyFile = [], targetApiKeyCommand = [], apiKeyLifetime } = options
  const labels = targets.map(({ target }) => ({ label: target.label }))
  const keys = new Map<string, ApiKey>()
  const read = async (flag: string, texts: readonly string[], keyOf: (value: string) => ApiKey | Promise<ApiKey>) => {
    for (const [label, value] of valuesOfTargets(flag, texts, labels)) {
      if (keys.has(label)) throw twice(label)
      keys.set(label, await keyOf(value))
    }
  }
  await read('--target-api-key-env', targetApiKeyEnv, (name) => keyOfVariable('--target-api-key-env', name, io))
  await read('--target-api-key-file', targetApiKeyFile, (path) => keyOfFile('--target-api-key-file', path, io))
  await read('--target-api-key-command', targetApiKeyCommand, (command) =>
    keyOfCommand('--target-api-key-command', { command, lifetimeSeconds: apiKeyLifetime }, io),
  )
  return keys
}

type Sharing = { readonly others: readonly ComparedEndpoint[]; readonly io: KeyIo; readonly single: boolean }

/** `OPENAI_API_KEY` is no wish to send it everywhere: beside keys of single targets it goes to none. */
async function sharedKey(options: KeysOptions, { others, io, single }: Sharing): Promise<ApiKey | null> {
  if (single && isGiven(options) === 0) {
    if (io.env['OPENAI_API_KEY'])
      io.stderr.write(
        `! OPENAI_API_KEY is not sent to ${named(others)}, because another target has a key of its own; --target-api-key-env LABEL=OPENAI_API_KEY sends it\n`,
      )
    return null
  }
  const key = await apiKeyOf(options, io)
  const hosts = [...new Set(others.map(({ target }) => new URL(target.url).hostname))]
  if (key !== null && hosts.length > 1)
    io.stderr.write(
      `! one key goes to ${hosts.join(' and ')}; --target-api-key-env LABEL=NAME gives a target one of its own\n`,
    )
  return key
}

function named(targets: readonly ComparedEndpoint[]): string {
  return targets.map(({ target }) => target.label).join(', ')
}

function twice(label: string): BenchError {
  return new BenchError('invalid_argument', `${label} was given two keys of its own`, {
    hint: 'give one of --target-api-key-env, --target-api-key-file and --target-api-key-command',
  })
}
