import type { RunOptions } from './run-options.js'

/** Whether the flags ask for sessions. */
export function asksForSessions({ sessionFile, turns }: Pick<RunOptions, 'sessionFile' | 'turns'>): boolean {
  return sessionFile !== undefined || turns !== undefined
}
