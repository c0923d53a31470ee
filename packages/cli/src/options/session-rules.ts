import type { FlagRule } from '../command/flag-rules.js'
import { countsSessions } from './counts-sessions.js'
import type { LoadOptions } from './load-options.js'
import type { SessionOptions } from './session-options.js'

type Flags = SessionOptions & LoadOptions

/** Flags of sessions that would be ignored beside others, in every command that sends sessions. */
export const sessionRules: readonly FlagRule<Flags>[] = [
  {
    flags: ['sessionFormat', 'answers'],
    when: ({ sessionFile }) => sessionFile !== undefined,
    only: 'with --session-file',
  },
  {
    flags: ['growthTokens', 'turnThink', 'subagents', 'subagentTurns', 'toolTime'],
    when: ({ turns }) => turns !== undefined,
    only: 'with --turns',
  },
  {
    flags: ['sessions', 'concurrentSessions', 'sessionRate'],
    when: countsSessions,
    only: 'with --turns or --session-file',
  },
  {
    flags: ['numPrompts'],
    when: (options) => !countsSessions(options),
    only: 'without --turns and --session-file, whose --sessions says how many sessions there are (of a rate inf: --batch-size)',
  },
  { flags: ['turns'], when: ({ sessionFile }) => sessionFile === undefined, only: 'without --session-file' },
  {
    flags: ['sessions'],
    when: ({ loops }) => loops === 1,
    only: 'without --loops, which replays all sessions of the file so many times',
  },
  {
    flags: ['traceRate'],
    when: ({ concurrentSessions, sessionRate, sessionFile }) =>
      sessionFile === undefined || (concurrentSessions === undefined && sessionRate === undefined),
    only: 'without --concurrent-sessions and --session-rate, which say themselves when sessions begin',
  },
]

/** What else says which requests are compared, where that is sessions. */
export const sessionScenarioRules: readonly FlagRule<Flags & ScenarioFlags>[] = [
  {
    flags: ['workload', 'profile', 'supplement'],
    when: (options) => !countsSessions(options),
    only: 'without --turns and --session-file, which say themselves what is sent',
  },
  {
    flags: ['batchSize', 'trace'],
    when: (options) => !countsSessions(options),
    only: 'without --turns and --session-file, whose sessions begin by --concurrent-sessions or --session-rate',
  },
]

type ScenarioFlags = { readonly workload: unknown; readonly profile?: unknown; readonly supplement: unknown } & {
  readonly batchSize?: unknown
}
