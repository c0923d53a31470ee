/** A longer timer of JavaScript is over at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** What a timer can wait of a wait, ms: 24 days of a longer one. */
export function timerMs(waitMs: number): number {
  return Math.max(0, Math.min(waitMs, LONGEST_TIMER_MS))
}
