import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import type { CalibrationServer } from '@sagellm-benchmark/runner/calibration'

export type CalibrationServerOptions = {
  readonly tokensPerSecond: number
  readonly maxStreams: number
  readonly signal: AbortSignal
}

/**
 * Starts a reference engine as a process of its own: on this thread, or in this process, its work would be counted as the
 * client's. All streams step together, one token a write. Ends with this process, however that ends.
 *
 * @throws BenchError `unavailable` when it does not start.
 */
export async function startCalibrationServer(options: CalibrationServerOptions): Promise<CalibrationServer> {
  const { tokensPerSecond, maxStreams, signal } = options
  const child = fork(workerFile(), [String(tokensPerSecond), String(maxStreams)], { stdio: 'ignore', execArgv: [] })
  const ended = once(child, 'exit')
  const stop = async () => {
    child.kill('SIGKILL')
    await ended
  }
  try {
    const url = await addressOf(child, signal)
    return { url, tokenWrites: (requestId) => tokenWrites(url, requestId), close: stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The server's file: beside this one in the built package; run from sources, the built one. */
function workerFile(): string {
  const here = import.meta.url
  const file = here.endsWith('.ts') ? '../../dist/calibration-worker.js' : './calibration-worker.js'
  return fileURLToPath(new URL(file, here))
}

async function addressOf(child: ChildProcess, signal: AbortSignal): Promise<string> {
  const ended = once(child, 'exit', { signal }).then(([code]) => {
    throw new BenchError('unavailable', `the reference engine ended with exit code ${code}`, {
      hint: 'check that a port of the loopback address can be taken',
    })
  })
  const said = once(child, 'message', { signal }).then(([message]) => (message as { readonly url: string }).url)
  return Promise.race([said, ended])
}

async function tokenWrites(url: string, requestId: string): Promise<readonly number[] | null> {
  const route = new URL(`/__reference/writes?request_id=${encodeURIComponent(requestId)}`, url)
  const answer = await fetch(route)
  if (!answer.ok) return null
  const writes = (await answer.json()) as { clock_monotonic_ms: number[]; tokens: number[] }
  return writes.clock_monotonic_ms.filter((_, at) => (writes.tokens[at] ?? 0) > 0)
}
