import type { VirtualClock } from '@sagellm-benchmark/protocol-types/testing'

type Stepping = { readonly clock: VirtualClock; readonly stepMs: number }

/**
 * Lets time go on, a timer at a time, and only when nothing is on its way: a message between two ends takes turns of the event loop,
 * which are no time on this clock.
 */
export async function untilEnded(running: Promise<unknown>, { clock, stepMs }: Stepping): Promise<void> {
  let over = false
  const ended = running.then(
    () => void (over = true),
    () => void (over = true),
  )
  while (!over) {
    for (let turn = 0; turn < 12 && !over; turn += 1) await Promise.race([ended, aTurn()])
    await clock.advance(stepMs)
  }
}

function aTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
