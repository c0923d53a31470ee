import { isBenchError, type WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import { type LoadKind, loadKindOf } from '@sagellm-benchmark/protocol-types/loads'
import { type BuildAheadOptions, buildAhead } from './build-ahead.js'
import type { RequestSource } from './request-source.js'

export type BuildAllOptions = Omit<BuildAheadOptions, 'workload' | 'loadKind' | 'room' | 'onBuilt'> & {
  readonly loadKinds: readonly LoadKind[]
  readonly onBuilt: (event: {
    readonly workload: WorkloadPlan
    readonly index: number
    readonly built: number
    readonly total: number | null
  }) => void
}

/** A workload whose requests stand ready, or the reason why they do not. */
export type BuiltWorkload = {
  readonly workload: WorkloadPlan
  readonly loadKind: LoadKind
  readonly requests: RequestSource
  /** `null` where nothing is wrong. */
  readonly problem: string | null
  close(): Promise<void>
}

/** Text that is kept ready, in characters: what lies beyond is built while the load goes on. */
const MAX_CHARACTERS = 64_000_000

/**
 * Builds the requests of all workloads of a plan, so that nothing is counted between its first request and its last. A workload
 * whose prompts the engine does not count is given its reason: the others can still be measured.
 *
 * @throws what the source throws beside BenchError `unavailable`.
 */
export async function buildAll({ onBuilt, loadKinds, ...options }: BuildAllOptions): Promise<BuiltWorkload[]> {
  const room = { characters: MAX_CHARACTERS }
  const all: BuiltWorkload[] = []
  try {
    for (const [index, workload] of options.plan.workloads.entries()) {
      const loadKind = loadKindOf(workload.load, loadKinds)
      const what = { workload, loadKind }
      try {
        const onOne = (built: number, total: number | null) => onBuilt({ workload, index, built, total })
        const { source, close } = await buildAhead({ ...options, ...what, room, onBuilt: onOne })
        all.push({ ...what, requests: source, problem: null, close })
      } catch (error) {
        if (!isBenchError(error) || error.code !== 'unavailable') throw error
        all.push({ ...what, requests: options.requests, problem: error.message, close: async () => {} })
      }
    }
    return all
  } catch (error) {
    await Promise.all(all.map(({ close }) => close()))
    throw error
  }
}
