import type { LeaderboardEntry } from '@sagellm-benchmark/protocol-types/leaderboard'

/** Clocks differ, and time zones are left out: an entry of more than a day ahead was not submitted yet. */
const AHEAD_MS = 24 * 3_600_000

/** Whether an entry claims to have been submitted later than a day after `now` (ISO 8601, UTC), so that it would be the newest for good. */
export function isOfTheFuture({ metadata }: LeaderboardEntry, now: string): boolean {
  return Date.parse(metadata.submittedAt) > Date.parse(now) + AHEAD_MS
}

/** When an entry was submitted, Unix ms. A time that cannot be read, or has not come yet, makes it the oldest: it wins over none. */
export function submittedMs(entry: LeaderboardEntry, now: string): number {
  return isOfTheFuture(entry, now) ? 0 : timeOf(entry.metadata.submittedAt)
}

/** Unix ms of a date; 0 for text that is none. */
export function timeOf(text: string): number {
  const time = Date.parse(text)
  return Number.isNaN(time) ? 0 : time
}
