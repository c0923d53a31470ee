import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { createKeySource, type FetchedKey, type KeySource } from '@sagellm-benchmark/clients/endpoint'
import { BenchError, type Clock, systemClock } from '@sagellm-benchmark/protocol-types'
import { holdSecrets, secretsInEnvironment, secretsInText } from '@sagellm-benchmark/protocol-types/edge'
import { guardProcessGroup } from './live-groups.js'
import { errorWords } from './error-words.js'
import { killProcessGroup } from './stop-process-group.js'
import { MARK_VARIABLE } from './target-processes.js'

export type CommandKeyOptions = {
  /** A shell command whose first line of output is the key. */
  readonly command: string
  /** How long a key is used before the command is run again. @default 3000 */
  readonly lifetimeSeconds?: number
  /** Longest time that the command may take. @default 60 */
  readonly timeoutSeconds?: number
  /** @default process.cwd() */
  readonly cwd?: string
  /** @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Ends a command that runs. @default never */
  readonly signal?: AbortSignal
  /** Called where the command fails later on; the old key stays. @default nothing */
  readonly onFailure?: (error: unknown) => void
  /** @default systemClock() */
  readonly clock?: Clock
}

/**
 * A key from a command, run now, and again when its lifetime is over or a server refuses it.
 *
 * @throws BenchError `unavailable` for a command that fails, takes too long, or prints no key, with the end of its error output without
 *   secrets; `cancelled` on abort.
 * @example const key = await openCommandKey({ command: 'gcloud auth print-access-token' })
 */
export async function openCommandKey(options: CommandKeyOptions): Promise<KeySource> {
  const { command, lifetimeSeconds = 3000, env = process.env, clock = systemClock(), onFailure } = options
  holdSecrets([...secretsInText(command), ...secretsInEnvironment(env)])
  const fetch = async (): Promise<FetchedKey> => ({ key: keyIn(await run(options)), leftMs: lifetimeSeconds * 1000 })
  return createKeySource({ first: await fetch(), fetch, clock, ...(onFailure ? { onFailure } : {}) })
}

const MAX_OUTPUT = 65_536
/** Servers take no longer header. */
const MAX_KEY = 16_384
/** How long output is waited for that a process holds open after the command itself has ended. */
const AFTERMATH_MS = 1000
const HINT = 'run it by itself: the first line of its output has to be the key'

/** @returns what the command printed. */
function run(options: CommandKeyOptions): Promise<string> {
  const { command, timeoutSeconds = 60, cwd = process.cwd(), env = process.env, signal } = options
  if (signal?.aborted) return Promise.reject(cancelled())
  return new Promise((resolve, reject) => {
    const mark = randomUUID()
    // A group of its own: whatever the command starts ends with it.
    const child = spawn('bash', ['-c', command], {
      cwd,
      env: { ...env, [MARK_VARIABLE]: mark },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const started = child.pid === undefined ? null : { group: child.pid, mark }
    const forget = started === null ? () => {} : guardProcessGroup(started)
    let [out, err] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out = (out + text).slice(0, MAX_OUTPUT)))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err = (err + text).slice(-MAX_OUTPUT)))
    const fail = (how: string) => failure(how, errorWords(err, { output: out }))
    let aftermath: NodeJS.Timeout | undefined
    const closeOutputs = () => {
      child.stdout.destroy()
      child.stderr.destroy()
    }
    const over = () => {
      clearTimeout(late)
      clearTimeout(aftermath)
      signal?.removeEventListener('abort', onAbort)
      forget()
    }
    const end = (error: BenchError) => {
      over()
      if (started !== null) killProcessGroup(started)
      // What the command left behind may hold them open.
      closeOutputs()
      reject(error)
    }
    const onAbort = () => end(cancelled())
    const late = setTimeout(() => end(fail(`did not end within ${timeoutSeconds} s`)), timeoutSeconds * 1000)
    signal?.addEventListener('abort', onAbort, { once: true })
    child.once('error', ({ message }) => end(fail(`cannot be started (${message})`)))
    child.once('exit', () => (aftermath = setTimeout(closeOutputs, AFTERMATH_MS)))
    child.once('close', (code, by) => {
      over()
      if (code === 0) resolve(out)
      else reject(fail(code === null ? `was ended by ${by}` : `ended with exit code ${code}`))
    })
  })
}

/** @throws BenchError `unavailable` where the first line is none that can be sent; the line stays out of the message. */
function keyIn(output: string): string {
  const [line = ''] = output.trimStart().split(/\r?\n/)
  const key = line.trim()
  if (key === '') throw failure('printed nothing')
  if (key.length > MAX_KEY) throw failure(`printed a first line that is no key (longer than ${MAX_KEY} characters)`)
  if (/^[\x21-\x7e]+$/.test(key) && !key.startsWith('{')) return key
  throw failure('printed a first line that is no key (one word of plain characters, and no JSON)')
}

function failure(how: string, words = ''): BenchError {
  return new BenchError('unavailable', `the command for the API key ${how}${words}`, { hint: HINT })
}

function cancelled(): BenchError {
  return new BenchError('cancelled', 'the wait for the API key was given up')
}
