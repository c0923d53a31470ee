import type { LoadPlan } from '@sagellm-benchmark/protocol-types'
import { type LoadKind, loadKindOf } from '@sagellm-benchmark/protocol-types/loads'
import { type CapacityFile, mostStreams, readCapacity } from '@sagellm-benchmark/runner/calibration'
import type { ResolvedIo, SuiteIo } from '../io.js'
import type { OpenTarget } from '../targets/define-target.js'

/** What is to be sent: a load and, where it is known, how many requests there are of it. */
export type PlannedLoad = { readonly load: LoadPlan; readonly requests?: number | null }

/** Numbers of threads that a machine is measured with. */
const THREADS = [1, 2, 4, 8, 16, 32, 64]

/**
 * Says where a load holds more streams open than the client of this machine was measured to keep up with.
 *
 * @returns a sentence; `null` where the load is within it, where the limit was not measured (or is to be left out), and where the load
 * does not say how many streams it holds, as arrivals do not.
 */
export async function beyondCapacity(
  { client }: OpenTarget,
  loads: readonly PlannedLoad[],
  { calibration, loadKinds = [] }: Pick<ResolvedIo, 'calibration'> & Pick<SuiteIo, 'loadKinds'>,
): Promise<string | null> {
  const { transport } = client.identity
  const workers = 'drive' in client ? client.threads : 0
  const streams = Math.max(0, ...loads.map((each) => streamsOf(each, loadKinds)))
  if (!calibration || workers === 0 || streams === 0) return null
  const capacity = await readCapacity({ transport, workers })
  if (capacity === null) return null
  const carried = mostStreams(capacity)
  if (carried !== null && streams <= carried.streams) return null
  const enough = await threadsThatCarry(streams, { transport, workers })
  return sentence(streams, capacity, enough)
}

/**
 * Streams that are open at the same time; 0: not known.
 *
 * @param own - a caller's own kinds of load.
 */
export function streamsOf({ load, requests = null }: PlannedLoad, own: readonly LoadKind[] = []): number {
  const kind = loadKindOf(load, own)
  const places = kind.openLoop ? null : kind.places(load)
  return places === null ? 0 : Math.min(places, requests ?? places)
}

async function threadsThatCarry(
  streams: number,
  { transport, workers }: { readonly transport: string; readonly workers: number },
): Promise<number | null> {
  for (const threads of THREADS.filter((count) => count > workers)) {
    const capacity = await readCapacity({ transport, workers: threads })
    const carried = capacity && mostStreams(capacity)
    if (carried && carried.streams >= streams) return threads
  }
  return null
}

function sentence(streams: number, capacity: CapacityFile, enough: number | null): string {
  const { transport, workers, measuredAt } = capacity
  const carried = mostStreams(capacity)
  const kept = carried === null ? 'with none' : `with ${carried.streams} of ${carried.tokensPerSecond} tok/s each`
  const threads = workers === 1 ? '1 load thread' : `${workers} load threads`
  const remedy = enough === null ? '' : `; --load-threads ${enough} carries them`
  const more =
    carried?.endedBy === 'lateness' || carried?.endedBy === 'failures'
      ? ''
      : ' (more were not tried, or could not be served)'
  return `The load holds ${streams} streams open, and the client of this machine was measured to keep up ${kept}${more} (calibrate --max, ${measuredAt.slice(0, 10)}, ${transport}, ${threads}): figures beyond that may be the client's own${remedy}.`
}
