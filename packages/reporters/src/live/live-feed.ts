import { wasCancelled } from '@sagellm-benchmark/protocol-types/records'
import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { FlagName } from '@sagellm-benchmark/protocol-types/records'
import { type LiveRequest, liveRequest } from './live-request.js'

export type LiveFeed = {
  /** Measured requests so far, failures included; warm-up is not shown. */
  readonly seen: number
  readonly failed: number
  /** Flags of the requests so far, warm-up left out, and those that follow from them. */
  flags(): readonly FlagName[]
  add(record: RequestRecord): void
  /** The requests after the `from`th that are still kept, and where to go on from. */
  after(from: number): { readonly requests: readonly LiveRequest[]; readonly next: number }
}

/**
 * The newest requests of a run for those who watch it, in bounded memory whatever the run's length.
 *
 * @param options.capacity - requests kept. @default 2_000
 * @example runPlan({ observers: [{ onRecord: feed.add }] })
 */
export function createLiveFeed(options: { readonly capacity?: number } = {}): LiveFeed {
  const capacity = options.capacity ?? 2_000
  const ring: LiveRequest[] = []
  let seen = 0
  let failed = 0
  const flags = new Set<FlagName>()
  return {
    get seen() {
      return seen
    },
    get failed() {
      return failed
    },
    flags: () => [...flags],
    add(record) {
      if (record.phase === 'warmup') return
      for (const flag of record.flags) flags.add(flag)
      if (record.simulated) flags.add('simulated')
      if (record.promptLengthBasis === 'estimate') flags.add('prompt_length_estimated')
      ring[seen % capacity] = liveRequest(record)
      seen++
      if (record.errorClass !== null && !wasCancelled(record.errorClass)) failed++
    },
    after(from) {
      const first = Math.max(from, seen - capacity)
      const requests = Array.from({ length: Math.max(0, seen - first) }, (_, at) => ring[(first + at) % capacity])
      return { requests: requests as LiveRequest[], next: seen }
    },
  }
}
