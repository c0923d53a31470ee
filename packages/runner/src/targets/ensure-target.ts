import type { PageFetch } from '@sagellm-benchmark/clients/endpoint'
import { type RunningTarget, startTarget, type StartTargetOptions } from './start-target.js'

export type EnsureTargetOptions = Omit<StartTargetOptions, 'command'> & {
  /** Runs the server where none answers yet; `null` waits for one that someone else starts. */
  readonly command: string | null
  /** Looks whether anything answers; one that knows the endpoint's certificates and proxy. @default the runtime's own */
  readonly fetch?: PageFetch
}

/** A target that answers, and whose it is. */
export type EnsuredTarget = {
  /** What this process started, and has to stop; `null` for an endpoint that was there, which is never touched. */
  readonly running: RunningTarget | null
}

/**
 * Makes sure that a target answers: takes the endpoint that is there, else starts the command, else waits.
 *
 * @throws BenchError as `startTarget`, and whatever `waitUntilReady` throws.
 */
export async function ensureTarget({
  command,
  fetch = globalThis.fetch,
  ...options
}: EnsureTargetOptions): Promise<EnsuredTarget> {
  const { url, signal } = options
  if (command !== null && !(await isThere(url, fetch, signal)))
    return { running: await startTarget({ ...options, command }) }
  await options.waitUntilReady(signal ?? new AbortController().signal)
  return { running: null }
}

const LOOK_MS = 3000

/** Whether anything answers at an address, well or badly: a server that still loads its model is there too. */
async function isThere(url: string, fetch: PageFetch, signal?: AbortSignal): Promise<boolean> {
  const patience = AbortSignal.timeout(LOOK_MS)
  try {
    const either = signal ? AbortSignal.any([signal, patience]) : patience
    const { body } = await fetch(url, { headers: {}, redirect: 'manual', signal: either })
    void body?.cancel().catch(() => {})
    return true
  } catch {
    // A server that takes the connection and does not answer still has the port.
    return patience.aborted
  }
}
