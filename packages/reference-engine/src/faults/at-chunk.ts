import type { StreamEvent } from '../server/stream-event.js'

/**
 * Whether a fault that strikes after `after` content chunks strikes now: once, at the first event that finds that many
 * content chunks sent.
 */
export function strikeAfter(after: number): (event: StreamEvent) => boolean {
  let seen = 0
  let struck = false
  return ({ kind }) => {
    if (kind === 'content') seen += 1
    if (struck || seen < after) return false
    struck = true
    return true
  }
}
