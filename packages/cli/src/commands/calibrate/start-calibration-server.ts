import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { devNull } from 'node:os'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import type { CalibrationServer } from '@sagellm-benchmark/runner/calibration'
import { programFile } from '../../program-file.js'

export type CalibrationServerOptions = {
  readonly tokensPerSecond: number
  readonly mostStreams: number
  readonly signal: AbortSignal
}

/**
 * Starts a reference engine as a process of its own: on this thread, or in this process, its work would be counted as the
 * client's. All streams step together, one token a write. Ends with this process, however that ends.
 *
 * @throws BenchError `unavailable` when it does not start.
 */
export async function startCalibrationServer(options: CalibrationServerOptions): Promise<CalibrationServer> {
  const { tokensPerSecond, mostStreams, signal } = options
  const child = fork(
    programFile(),
    [
      ...['reference-engine', '--port', '0', '--log-file', devNull],
      // A steady step, however many streams are in it, and no character that needs two tokens.
      ...['--decode-step-ms', String(1000 / tokensPerSecond), '--decode-per-sequence-ms', '0', '--noise-cv', '0'],
      ...['--prefill-base-ms', '0', '--prefill-tokens-per-second', '10000000', '--multibyte-share', '0'],
      ...['--max-batch-size', String(mostStreams), '--kv-blocks', String(mostStreams * 1000)],
    ],
    { stdio: ['ignore', 'pipe', 'ignore', 'ipc'], execArgv: [] },
  )
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

async function addressOf(child: ChildProcess, signal: AbortSignal): Promise<string> {
  let text = ''
  const ended = once(child, 'exit', { signal }).then(([code]) => {
    throw new BenchError('unavailable', `the reference engine ended with exit code ${code}`, {
      hint: 'try sagellm-benchmark reference-engine --port 0 by itself',
    })
  })
  const found = new Promise<string>((resolve) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk
      const [url] = /http:\/\/[\d.]+:\d+\/v1/.exec(text) ?? []
      if (url) resolve(url)
    })
  })
  return Promise.race([found, ended])
}

async function tokenWrites(url: string, requestId: string): Promise<readonly number[] | null> {
  const route = new URL(`/__reference/writes?request_id=${encodeURIComponent(requestId)}`, url)
  const answer = await fetch(route)
  if (!answer.ok) return null
  const writes = (await answer.json()) as { clock_monotonic_ms: number[]; tokens: number[] }
  return writes.clock_monotonic_ms.filter((_, at) => (writes.tokens[at] ?? 0) > 0)
}
