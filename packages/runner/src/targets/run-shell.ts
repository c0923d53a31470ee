import { randomUUID } from 'node:crypto'
import { BenchError, systemClock } from '@sagellm-benchmark/protocol-types'
import { redactSecrets } from '@sagellm-benchmark/protocol-types/edge'
import { execa } from 'execa'
import { guardProcessGroup } from './live-groups.js'
import { stopProcessGroup } from './stop-process-group.js'
import { MARK_VARIABLE } from './target-processes.js'

/** Between TERM and KILL where it is cut off, ms. */
const GRACE_MS = 3000

/**
 * Runs a shell command to its end. Where it is cut off, or this process ends, everything that it started is ended with it.
 *
 * @throws BenchError `unavailable` with the last of its words where it fails, `cancelled` on abort.
 */
export async function runShell(
  command: string,
  { cwd, signal }: { readonly cwd: string; readonly signal: AbortSignal },
): Promise<void> {
  if (signal.aborted) throw cutOff()
  const mark = randomUUID()
  const child = execa('bash', ['-c', command], {
    cwd,
    reject: false,
    stdin: 'ignore',
    all: true,
    // A group of its own: to end bash alone would leave what it waits for.
    detached: true,
    cleanup: false,
    env: { [MARK_VARIABLE]: mark },
  })
  const processes = child.pid === undefined ? null : { group: child.pid, mark }
  const forget = processes === null ? () => {} : guardProcessGroup(processes)
  let stopping = null as Promise<unknown> | null
  const onAbort = () => {
    stopping = processes && stopProcessGroup(processes, { clock: systemClock(), graceMs: GRACE_MS })
  }
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    const { exitCode, all } = await child
    await stopping
    if (signal.aborted) throw cutOff()
    if (exitCode !== 0) throw failed(exitCode, all)
  } finally {
    signal.removeEventListener('abort', onAbort)
    forget()
  }
}

function cutOff(): BenchError {
  return new BenchError('cancelled', 'the command before a cold start was cut off')
}

function failed(exitCode: number | undefined, said: string | undefined): BenchError {
  const words = redactSecrets((said ?? '').slice(-2000)).trim()
  return new BenchError(
    'unavailable',
    `the command before a cold start ended with exit code ${exitCode ?? 'none'}${words === '' ? '' : `:\n${words}`}`,
    { hint: 'what is measured behind it would be no cold start' },
  )
}
