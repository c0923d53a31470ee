import { BenchError, type Clock } from '@sagellm-benchmark/protocol-types'

export type SilenceOptions = {
  readonly clock: Clock
  /** Called once, when nothing was heard for too long. */
  readonly onSilence: (error: BenchError) => void
}

/** The coordinator asks for the time twice a second: one that says nothing for so long is gone without a word, or its network is. */
const SILENCE_MS = 30_000
const LOOK_EVERY_MS = 1_000

/** Notices that shard 0 says nothing any more, which a connection whose other end vanished does not show by itself. */
export function watchSilence({ clock, onSilence }: SilenceOptions): { heard(): void; stop(): void } {
  let heardMs = clock.now()
  let looked = 0
  let stop = () => {}
  const look = () => {
    const silentMs = clock.now() - heardMs
    looked += 1
    // Where this process itself stood still, the words of shard 0 are there and were not read yet.
    if (silentMs <= SILENCE_MS || looked < 3) return lookLater()
    const message = `nothing was heard of shard 0 for ${Math.round(silentMs / 1000)} s`
    onSilence(new BenchError('unavailable', message, { hint: 'look at its machine, and at the network between' }))
  }
  const lookLater = () => {
    stop = clock.setTimer(LOOK_EVERY_MS, look)
  }
  lookLater()
  return {
    heard() {
      heardMs = clock.now()
      looked = 0
    },
    stop: () => stop(),
  }
}
