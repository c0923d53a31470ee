import { type Clock, systemClock } from '@sagellm-benchmark/protocol-types'
import { probe } from './probe.js'
import { createWakeTimer } from './wake-timer.js'

/**
 * The real clock, with waits that a timer of the system ends: within hundredths of a millisecond, at a fraction of the CPU that polling
 * takes. Where the system or the runtime does not let it work it is `systemClock()`.
 *
 * @example await clock.sleepUntil(dueMs)
 */
export async function kernelClock(): Promise<Clock> {
  const clock = systemClock()
  const { libc } = await probe()
  if (libc === null) return clock
  try {
    const { sleepUntil } = createWakeTimer(libc, clock.now)
    return { ...clock, sleepUntil }
  } catch {
    return clock
  }
}
