import type { ClientOverhead } from '@sagellm-benchmark/protocol-types/artifacts'
import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { type ArrivalRates, arrivalRates } from './arrival-rates.js'
import { firstReached } from './concurrency.js'
import type { RunTable } from './run-table.js'

/** Below this share of the asked concurrency and rate, and above this lateness and share of missed lengths, the load was another one. */
const limits = {
  concurrencyShare: 0.95,
  rateShare: 0.95,
  /** Of the requests behind the user's cap, up to which they are bursts that it smooths. */
  waitedShare: 0.5,
  latenessMs: 10,
  missedShare: 0.01,
  lengthShare: 0.02,
  lengthTokens: 2,
} as const

export type AskedLoad = {
  /** Requests that a closed loop keeps in flight without a pause between them; `null` in every other load. */
  readonly concurrency: number | null
  readonly clientOverhead: ClientOverhead | null
  readonly missed: MissedLengths
}

/** How many answers had a length to keep to, and how many lengths were missed by more than 2 % and 2 tokens. */
export type MissedLengths = { readonly answers: number; readonly outputs: number; readonly prompts: number }

/**
 * Why the load that was seen is not the one that was asked for, a sentence each; empty where it was kept.
 */
export function loadNotKept(table: RunTable, { concurrency, clientOverhead, missed }: AskedLoad): string[] {
  const reasons: string[] = []
  const full = concurrency === null ? null : fullLoadTime(table, concurrency)
  reasons.push(...concurrencyNotKept(full && full.inFlightMs / full.ms, concurrency))
  const arrivals = arrivalRates(table)
  // Without a cap the lateness below says it, of single requests too.
  if (arrivals.waitedShare > 0) reasons.push(...rateNotKept(arrivals))
  const late = clientOverhead?.scheduleLatenessP99Ms ?? null
  if (late !== null && late > limits.latenessMs)
    reasons.push(`1 % of the arrivals came ${late.toFixed(0)} ms or more after their time`)
  for (const [name, count] of [
    ['outputs', missed.outputs],
    ['prompts', missed.prompts],
  ] as const)
    if (count > limits.missedShare * missed.answers)
      reasons.push(`${count} of ${missed.answers} ${name} missed their length by more than 2 % and 2 tokens`)
  return reasons
}

/** Why a mean concurrency is not the one that was asked for; empty where it is, or where one of them is not known. */
export function concurrencyNotKept(mean: number | null, asked: number | null): string[] {
  if (mean === null || asked === null || mean >= limits.concurrencyShare * asked) return []
  return [`mean concurrency ${mean.toFixed(2)} of ${asked} that were asked for`]
}

type SeenRates = { readonly [Rate in keyof ArrivalRates]: number | null }

/**
 * Why arrivals were not those of their schedule. A wait for a place under the user's own cap is no lateness; where most requests
 * wait and the rate falls, the cap has made another load of it, and is named.
 */
export function rateNotKept({ rateRps, plannedRateRps, waitedShare }: SeenRates): string[] {
  if (rateRps === null || plannedRateRps === null || rateRps >= limits.rateShare * plannedRateRps) return []
  const seen = `${rateRps.toFixed(2)} arrivals a second where the schedule had ${plannedRateRps.toFixed(2)}`
  if (!waitedShare) return [seen]
  if (waitedShare <= limits.waitedShare) return []
  return [`${seen}: ${Math.round(100 * waitedShare)} % of the requests waited for a place under the cap`]
}

/**
 * Time that requests spent in flight, and how long that was looked at, outside of ramp-up and drain: from when the asked number was first reached, or from the first
 * start where it never was, to the last start. `null` where fewer requests were sent than asked to be in flight, or time did not pass.
 */
export function fullLoadTime(table: RunTable, asked: number): { inFlightMs: number; ms: number } | null {
  if (table.startAt.length <= asked) return null
  const to = table.startAt.reduce((last, at) => Math.max(last, at), Number.NEGATIVE_INFINITY)
  const from = firstReached(table, asked) ?? table.startAt.reduce((first, at) => Math.min(first, at))
  if (to <= from) return null
  let inFlightMs = 0
  table.startAt.forEach((start, row) => {
    inFlightMs += Math.max(0, Math.min(to, table.endAt[row] as number) - Math.max(from, start))
  })
  return { inFlightMs, ms: to - from }
}

/** Takes measured records one at a time and counts the lengths that were missed. */
export function createMissedLengths(): { add(record: RequestRecord): void; result(): MissedLengths } {
  const counts = { answers: 0, outputs: 0, prompts: 0 }
  return {
    add({ errorClass, flags, outputTokens, requestedOutputTokens }) {
      if (errorClass !== null) return
      counts.answers += 1
      // Where the engine may end an answer by itself there is no length to keep to, and no flag.
      const off = flags.includes('output_short') || flags.includes('output_long')
      const miss = off && outputTokens !== null ? Math.abs(outputTokens - requestedOutputTokens) : 0
      const limit = Math.max(limits.lengthTokens, limits.lengthShare * requestedOutputTokens)
      counts.outputs += Number(miss > limit)
      counts.prompts += Number(flags.includes('prompt_length_missed') || flags.includes('prompt_truncated'))
    },
    result: () => ({ ...counts }),
  }
}
