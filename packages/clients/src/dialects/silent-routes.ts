import type { CallAnswer } from '../endpoint/call.js'

/** How long a route is waited for that nobody needs. */
const PATIENCE_MS = 5000
/** The same where it did not answer in time before: each client of a run asks, and would wait as long as the first. */
const SHORT_PATIENCE_MS = 500

/** Routes, with their server, that did not answer this process in time. */
const silent = new Set<string>()

/** The longest wait for an answer of a route of a server. */
export function patienceFor(url: string, route: string): number {
  return silent.has(`${url} ${route}`) ? SHORT_PATIENCE_MS : PATIENCE_MS
}

/** Learns from an answer, or from none, how long the route is waited for the next time. */
export function learnPatience(url: string, route: string, { errorClass }: Pick<CallAnswer, 'errorClass'>): void {
  if (errorClass === 'total_timeout') silent.add(`${url} ${route}`)
  else silent.delete(`${url} ${route}`)
}
