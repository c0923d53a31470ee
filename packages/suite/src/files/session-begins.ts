import type { LoadPlan } from '@sagellm-benchmark/protocol-types'
import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { ReadSessionsOptions } from '@sagellm-benchmark/workloads/sessions'
import { readSessionFile } from './read-session-file.js'

/** How many sessions a file has, and when they began. */
export type SessionBegins = {
  /** No more were counted than were wanted. */
  readonly sessions: number
  /** From the first one, ms, ascending; `null` where the file does not say it of every session, or in another order. */
  readonly beginsMs: readonly number[] | null
}

/**
 * Reads a file of sessions for their number and their begins.
 *
 * @param atMost - reads no further once there are so many. @default all
 * @throws BenchError as `readSessionFile`; `not_found` where there is no file.
 */
export async function readSessionBegins({
  atMost = Number.POSITIVE_INFINITY,
  ...options
}: ReadSessionsOptions & { readonly atMost?: number | undefined }): Promise<SessionBegins> {
  const begins: (number | null)[] = []
  for await (const { startMs } of readSessionFile(options).sessions) {
    begins.push(startMs)
    if (begins.length >= atMost) break
  }
  const known = begins.filter((each) => each !== null)
  const inOrder = known.every((each, at) => at === 0 || each >= (known[at - 1] as number))
  const recorded = known.length === begins.length && inOrder
  return { sessions: begins.length, beginsMs: recorded ? known.map((each) => each - (known[0] as number)) : null }
}

type TraceLoad = Extract<LoadPlan, { kind: 'trace' }>

/**
 * The load that begins sessions, or requests, as they were recorded, and where more are wanted than there are, all of them again behind
 * the last one, a mean gap after it.
 *
 * @param wanted - how many begin.
 * @throws BenchError `invalid_argument` where the begins that are to be repeated show no gap.
 */
export function loadOfBegins(
  beginsMs: readonly number[],
  { wanted, ...load }: { readonly wanted: number } & Pick<TraceLoad, 'timeScale' | 'maxConcurrency'>,
): TraceLoad {
  const span = beginsMs.at(-1) ?? 0
  const period = beginsMs.length > 1 ? span + span / (beginsMs.length - 1) : 0
  if (wanted > beginsMs.length && period === 0)
    throw invalidArgument(
      'the number of begins',
      wanted,
      'the recorded ones show no gap to repeat: name a load, such as a rate or a concurrency',
    )
  // The begins of a long record are not copied.
  if (wanted === beginsMs.length) return { kind: 'trace', arrivalsMs: beginsMs as number[], ...load }
  const begin = (at: number) => (beginsMs[at % beginsMs.length] as number) + Math.floor(at / beginsMs.length) * period
  return { kind: 'trace', arrivalsMs: Array.from({ length: wanted }, (_, at) => begin(at)), ...load }
}
