import { resolve } from 'node:path'
import type { ApiKey } from '@sagellm-benchmark/clients/endpoint'
import { BenchError, isBenchError } from '@sagellm-benchmark/protocol-types'
import { holdSecrets, isTooPlain } from '@sagellm-benchmark/protocol-types/edge'
import type { CommandIo } from '../command/define-command.js'
import type { TargetOptions } from './target-options.js'

export type ApiKeyOptions = Pick<
  TargetOptions,
  'apiKey' | 'apiKeyEnv' | 'apiKeyFile' | 'apiKeyCommand' | 'apiKeyLifetime'
>

/** What reading a key uses of a command's surroundings. */
export type KeyIo = Pick<CommandIo, 'env' | 'cwd' | 'stderr' | 'signal'>

/**
 * The key of the targets: from the one flag that says where it is, else of `OPENAI_API_KEY`; `null` without any. From now on
 * nothing that is written holds it.
 *
 * @throws BenchError `invalid_argument` for two flags, a variable that is not set and a file without a key; `not_found` for one that
 *   is not there; `unavailable` for a command that gives none.
 */
export async function apiKeyOf(options: ApiKeyOptions, io: KeyIo): Promise<ApiKey | null> {
  const { apiKey, apiKeyEnv, apiKeyFile, apiKeyCommand, apiKeyLifetime } = options
  if (isGiven(options) > 1)
    throw new BenchError(
      'invalid_argument',
      '--api-key, --api-key-env, --api-key-file and --api-key-command each give the key',
      { hint: 'give one of them' },
    )
  if (apiKey !== undefined)
    io.stderr.write(
      '! a key behind --api-key can be read in the list of processes (ps) by everybody on this machine; --api-key-env or --api-key-file hides it\n',
    )
  if (apiKeyEnv !== undefined) return keyOfVariable('--api-key-env', apiKeyEnv, io)
  if (apiKeyFile !== undefined) return keyOfFile('--api-key-file', apiKeyFile, io)
  if (apiKeyCommand !== undefined)
    return keyOfCommand('--api-key-command', { command: apiKeyCommand, lifetimeSeconds: apiKeyLifetime }, io)
  return held(apiKey ?? io.env['OPENAI_API_KEY'] ?? null, io)
}

/** How many flags say where the shared key is. */
export function isGiven({ apiKey, apiKeyEnv, apiKeyFile, apiKeyCommand }: ApiKeyOptions): number {
  return [apiKey, apiKeyEnv, apiKeyFile, apiKeyCommand].filter((each) => each !== undefined).length
}

/** @throws BenchError `invalid_argument` for a variable that is not set. */
export function keyOfVariable(flag: string, name: string, io: KeyIo): string {
  const key = io.env[name]
  if (key) return held(key, io)
  throw new BenchError('invalid_argument', `${flag}: the environment has no variable ${name}`, {
    hint: 'give the name of the variable, not the key; export it first',
  })
}

/** @throws BenchError `not_found` for a file that is not there; `invalid_argument` for one without a key. */
export async function keyOfFile(flag: string, file: string, io: KeyIo): Promise<string> {
  const path = resolve(io.cwd, file)
  // Loaded when there is a file: flags are known to every start of the program, and reading files is much code.
  const { readTextFile } = await import('../files/read-json-file.js')
  const key = (await readTextFile(path)).trim()
  if (key !== '' && !/[\r\n]/.test(key)) return held(key, io)
  throw new BenchError('invalid_argument', `${flag} ${path} does not hold one line with a key`, {
    hint: 'the file holds the key and nothing else',
  })
}

/** Runs the command; each way in which it fails later on is said once. @throws BenchError `unavailable` as `openCommandKey`. */
export async function keyOfCommand(
  flag: string,
  { command, lifetimeSeconds }: { readonly command: string; readonly lifetimeSeconds: number },
  io: KeyIo,
): Promise<ApiKey> {
  const said = new Set<string>()
  const { cwd, env, signal } = io
  const { openCommandKey } = await import('@sagellm-benchmark/runner/targets')
  const source = await openCommandKey({
    command,
    lifetimeSeconds,
    cwd,
    env,
    signal,
    onFailure(error) {
      const { message } = error as Error
      if (!said.has(message)) io.stderr.write(`! ${flag}: ${message}; the key before it is still sent\n`)
      said.add(message)
    },
  }).catch((error: unknown) => {
    if (!isBenchError(error) || error.code === 'cancelled') throw error
    throw new BenchError(error.code, `${flag}: ${error.message}`, {
      ...(error.hint === null ? {} : { hint: error.hint }),
      cause: error,
    })
  })
  held(source.current(), io)
  return source
}

function held<Key extends string | null>(key: Key, io: Pick<KeyIo, 'stderr'>): Key {
  holdSecrets([key])
  if (key !== null && isTooPlain(key))
    io.stderr.write(
      '! this key is so plain a word or number that hiding it would tear figures and names apart: where it turns up, it is written as it is\n',
    )
  return key
}
