import type { CommandDefinition } from '../command/define-command.js'
import { flagName } from '../command/flags.js'
import { sessionOptions } from '../options/session-options.js'
import { answerForeign } from './answer-foreign.js'

const ofSessions: ReadonlySet<string> = new Set(Object.keys(sessionOptions).map(flagName))

/**
 * What to say to somebody who typed a flag that the command does not have: which commands send sessions, or what the flag of another
 * tool is here.
 *
 * @returns `null` for a flag that nobody knows.
 * @example answerUnknown('--turns', perf) // 'there is no flag --turns in perf: sessions are sent by run, sweep, compare and compare-record'
 */
export function answerUnknown(flag: string, { name, measures }: CommandDefinition): string | null {
  if (measures && ofSessions.has(flag))
    return `there is no flag ${flag} in ${name}: sessions are sent by run, sweep, compare and compare-record`
  return answerForeign(flag)
}
