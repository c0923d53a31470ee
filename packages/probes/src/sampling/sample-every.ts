import type { Clock } from '@sagellm-benchmark/protocol-types'

/** Something that is done again and again until stopped. */
export interface Sampling {
  /** Ends the sampling and waits for a sample that is being taken. */
  stop(): Promise<void>
}

export type SampleEveryOptions = {
  readonly clock: Clock
  readonly intervalMs: number
  /** Must not throw. The first call comes one interval after the start. */
  readonly sample: () => Promise<void>
}

/** Samples on a fixed grid. Samples never overlap: one that takes long lets those due meanwhile fall out. */
export function sampleEvery({ clock, intervalMs, sample }: SampleEveryOptions): Sampling {
  const start = clock.now()
  let stopped = false
  let running: Promise<void> = Promise.resolve()
  let cancel = () => {}

  const schedule = () => {
    const passed = Math.floor((clock.now() - start) / intervalMs)
    cancel = clock.setTimer(start + (passed + 1) * intervalMs - clock.now(), () => {
      running = sample().then(() => {
        if (!stopped) schedule()
      })
    })
  }
  schedule()

  return {
    stop() {
      stopped = true
      cancel()
      return running
    },
  }
}
