import type { PlannedRequest, RequestPhase } from '@sagellm-benchmark/protocol-types'
import type { DealtRequest } from './messages.js'

/** Asked for at once, and again whenever this many were used. */
const PORTION = 64

/** A worker's end of the dealing: requests arrive by message and are read as a sequence. */
export interface RequestFeed {
  accept(dealt: readonly DealtRequest[], last: boolean): void
  requests(): AsyncGenerator<PlannedRequest>
}

export function createRequestFeed(
  phase: RequestPhase,
  want: (phase: RequestPhase, count: number) => void,
): RequestFeed {
  const ready: PlannedRequest[] = []
  let ended = false
  let wake = () => {}

  return {
    accept(dealt, last) {
      for (const { planned } of dealt) ready.push(planned)
      if (last) ended = true
      wake()
    },
    async *requests() {
      want(phase, PORTION * 4)
      let used = 0
      for (;;) {
        const next = ready.shift()
        if (next !== undefined) {
          used += 1
          if (used % PORTION === 0) want(phase, PORTION)
          yield next
        } else if (ended) return
        else
          await new Promise<void>((resolve) => {
            wake = resolve
          })
      }
    },
  }
}
