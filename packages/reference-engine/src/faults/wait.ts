import type { FaultContext } from './define-fault.js'

/** Waits on the engine's clock. @returns false when the connection or the server ended meanwhile. */
export async function wait(ms: number, { clock, signal }: FaultContext): Promise<boolean> {
  try {
    await clock.sleepUntil(clock.now() + ms, signal)
  } catch {
    return false
  }
  return !signal.aborted
}
