import type { Clock } from '@sagellm-benchmark/protocol-types'

export type AskingOptions = {
  readonly clock: Clock
  readonly monotonicMs: () => number
  /** Asks the other end, which answers at once where it is there. */
  readonly ask: () => void
  /** Called once, when nothing was heard for too long. */
  readonly onSilence: (why: string) => void
}

/** While a shard is connected, its clock is asked once in so many ms. */
const ASK_EVERY_MS = 500
/** A shard that says nothing for so long is lost. */
const SILENCE_MS = 15_000

/** Asks again and again, and notices that no answer comes any more. */
export function keepAsking({ clock, monotonicMs, ask, onSilence }: AskingOptions) {
  let heardMs = monotonicMs()
  let askedUnheard = 0
  let stop = () => {}
  const again = () => {
    stop = clock.setTimer(ASK_EVERY_MS, () => {
      const silentMs = monotonicMs() - heardMs
      // Where this process itself stood still, the answers are there and were not read yet.
      if (silentMs > SILENCE_MS && askedUnheard > 1)
        return onSilence(`nothing was heard of it for ${Math.round(silentMs / 1000)} s`)
      askedUnheard += 1
      ask()
      again()
    })
  }
  again()
  return {
    heard() {
      heardMs = monotonicMs()
      askedUnheard = 0
    },
    /** When something was heard last, by `monotonicMs`. */
    heardMs: () => heardMs,
    stop: () => stop(),
  }
}
