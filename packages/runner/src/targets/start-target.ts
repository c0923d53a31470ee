import { randomUUID } from 'node:crypto'
import { closeSync, openSync } from 'node:fs'
import type { Socket } from 'node:net'
import { BenchError, type Clock, invalidArgument, systemClock } from '@sagellm-benchmark/protocol-types'
import { fileError, holdSecrets, secretsInEnvironment, secretsInText } from '@sagellm-benchmark/protocol-types/edge'
import { isLoopback } from '@sagellm-benchmark/clients/endpoint'
import type { execa as Execa } from 'execa'
import { noteFile } from '../output/noted-files.js'
import { cleanLog } from './clean-log.js'
import { isListening } from './is-listening.js'
import { lastLines } from './last-lines.js'
import { guardProcessGroup } from './live-groups.js'
import { stopProcessGroup } from './stop-process-group.js'
import { survivors } from './survivors.js'
import { MARK_VARIABLE } from './target-processes.js'

export type StartTargetOptions = {
  readonly label: string
  /** Where the target will answer. Only an address of this machine may be started. */
  readonly url: string
  /** Shell command that runs the server in the foreground. */
  readonly command: string
  /** Gets what the server prints; appended to. */
  readonly logFile: string
  /** Resolves when the target can be measured; asked once, ended by its signal. */
  readonly waitUntilReady: (signal: AbortSignal) => Promise<void>
  /** Longest wait for that, seconds. @default 30 */
  readonly serverWaitSeconds?: number
  /** Between TERM and KILL at the end, ms. @default 10000 */
  readonly graceMs?: number
  /** Working folder of the command. @default the current one */
  readonly cwd?: string
  /** Added to this process's environment. @default {} */
  readonly env?: Readonly<Record<string, string>>
  /** Called with a sentence for what could not be ended, and for a port that still answers. @default nothing */
  readonly warn?: (text: string) => void
  /** Gives up the start. */
  readonly signal?: AbortSignal
  /** @default systemClock() */
  readonly clock?: Clock
}

/** A server that this process started, ready to be measured. */
export interface RunningTarget {
  readonly label: string
  /** Leader of its process group. */
  readonly pid: number
  readonly logFile: string
  /**
   * Resolves when the server's process has ended, with a sentence on how. Never for a command that ended well before the
   * target was ready, or while it goes on listening: such a command (a container's start script) leaves its server to someone else.
   */
  readonly ended: Promise<string>
  /** TERM to everything that it started, KILL after the grace time; resolves when nothing of it runs any more, or that was said. */
  stop(): Promise<void>
}

/**
 * Starts a server in a process group of its own and waits until it is ready. Whatever goes wrong, and however this
 * process ends, nothing of the group is left behind.
 *
 * @throws BenchError `invalid_argument` for an address elsewhere; `unavailable` when the command fails before it is
 *   ready, with the last lines of its log; `deadline_exceeded` when it is not ready in time; `cancelled` on abort.
 */
export async function startTarget(options: StartTargetOptions): Promise<RunningTarget> {
  const { label, logFile, serverWaitSeconds = 30, graceMs = 10_000, clock = systemClock(), signal } = options
  const { warn = () => {} } = options
  assertLoopback(options.url)
  // Much code, which only a target that is started needs.
  const { execa } = await import('execa')
  if (signal?.aborted) throw cancelled(label)
  holdSecrets([...secretsInText(options.command), ...secretsInEnvironment({ ...process.env, ...options.env })])

  const { pid, exited, letGo, mark } = spawn(options, execa)
  const processes = { group: pid, mark }
  let ready = false
  // Exit code 0 before readiness, or with the server still there: the command has handed it over, to a container for example.
  const failed = new Promise<string>((resolve) => {
    void exited.then(async ({ code, how }) => {
      const handedOver = code === 0 && (!ready || (await isListening(options.url)))
      if (!handedOver) resolve(how)
    })
  })
  const forget = guardProcessGroup(processes)
  let stopping: Promise<void> | null = null
  const stop = () => {
    stopping ??= (async () => {
      try {
        for (const sentence of await survivors(await stopProcessGroup(processes, { clock, graceMs }), options))
          warn(sentence)
      } finally {
        letGo()
        forget()
        await cleanLog(logFile)
      }
    })()
    return stopping
  }

  const giveUp = new AbortController()
  const onAbort = () => giveUp.abort(cancelled(label))
  signal?.addEventListener('abort', onAbort, { once: true })
  const cancelTimer = clock.setTimer(serverWaitSeconds * 1000, () =>
    giveUp.abort(notReady(label, serverWaitSeconds, logFile)),
  )
  try {
    await Promise.race([
      options.waitUntilReady(giveUp.signal),
      failed.then((how) => Promise.reject(endedEarly(label, how, logFile))),
      new Promise((_, reject) => {
        giveUp.signal.addEventListener('abort', () => reject(giveUp.signal.reason), { once: true })
      }),
    ])
  } catch (error) {
    giveUp.abort(error)
    await stop()
    throw error
  } finally {
    cancelTimer()
    signal?.removeEventListener('abort', onAbort)
  }
  ready = true
  return { label, pid, logFile, ended: failed, stop }
}

/**
 * The shell around the command holds the read end of a pipe from this process. When it closes, because this process was killed by a signal that it
 * cannot handle, a watcher ends whatever bears the mark of the target, and then the whole group. It looks twice, because what is about to die may
 * start another process.
 */
const WATCHED = `{
  read -r _ <&3
  for _ in 1 2; do
    for file in $(grep -lsz "^${MARK_VARIABLE}=$${MARK_VARIABLE}$" /proc/[0-9]*/environ); do
      pid=\${file#/proc/}; pid=\${pid%/environ}
      [ "$pid" = "$BASHPID" ] || kill -KILL "$pid" 2>/dev/null
    done
  done
  kill -KILL 0
} & exec 3<&-; exec bash -c "$0"`

function spawn({ label, command, logFile, cwd = process.cwd(), env = {} }: StartTargetOptions, execa: typeof Execa) {
  const mark = randomUUID()
  // Any descriptor will do; the library's type knows only the small ones.
  const log = openLog(logFile) as 3
  try {
    const child = execa('bash', ['-c', WATCHED, command], {
      // A session and group of its own: its children share it, and a Ctrl-C at the terminal does not reach it.
      detached: true,
      cleanup: false,
      reject: false,
      buffer: false,
      stdio: ['ignore', log, log, 'pipe'],
      cwd,
      // Python holds back what it writes into a file: its log would lack the lines of the last requests.
      env: { PYTHONUNBUFFERED: process.env['PYTHONUNBUFFERED'] ?? '1', ...env, [MARK_VARIABLE]: mark },
    })
    if (child.pid === undefined) {
      throw new BenchError('unavailable', `cannot start ${label}: bash was not found`, { hint: 'install bash' })
    }
    // Not the library's own promise, which also waits for the watcher's end of the pipe.
    const exited = new Promise<{ code: number | null; how: string }>((resolve) => {
      child.once('exit', (code, signal) =>
        resolve({ code, how: signal ? `was ended by ${signal}` : `ended with exit code ${code}` }),
      )
    })
    const pipe = child.stdio[3] as unknown as Socket
    pipe.on('error', () => {})
    // The program may end while the target still runs; the target is then ended with it.
    pipe.unref()
    child.unref()
    return { pid: child.pid, mark, exited, letGo: () => pipe.destroy() }
  } finally {
    closeSync(log)
  }
}

function openLog(file: string): number {
  try {
    noteFile(file)
    return openSync(file, 'a')
  } catch (cause) {
    throw fileError('write', file, cause)
  }
}

/** Only this machine's servers are ours to start and to stop. */
function assertLoopback(url: string): void {
  if (isLoopback(url)) return
  throw invalidArgument(
    'url of a target to start',
    url,
    'only servers on this machine (localhost, 127.x, ::1) are started',
  )
}

function endedEarly(label: string, how: string, logFile: string): BenchError {
  return new BenchError('unavailable', `${label} ${how} before it was ready; its last lines:\n${lastLines(logFile)}`, {
    hint: `see ${logFile}`,
  })
}

function notReady(label: string, seconds: number, logFile: string): BenchError {
  return new BenchError(
    'deadline_exceeded',
    `${label} was not ready after ${seconds} s; its last lines:\n${lastLines(logFile)}`,
    { hint: `give it more time with --server-wait, or see ${logFile}` },
  )
}

function cancelled(label: string): BenchError {
  return new BenchError('cancelled', `the start of ${label} was given up`)
}
