import { BenchError, invalidArgument, type LoadPlan, type WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import { resolveWorkloads } from '@sagellm-benchmark/workloads'
import { loadOfBegins, type SessionBegins } from '@sagellm-benchmark/suite/files'
import { amountOf } from './amount-of.js'
import { countsSessions } from './counts-sessions.js'
import { timeScaleOf } from './load-from-options.js'
import type { SessionFlags } from './session-flags.js'

const SESSIONS = 20

/** The load of sessions that the flags ask for: `null` where they ask for none, or for one that counts requests and sessions alike. */
export function sessionLoad({ concurrentSessions, sessionRate, ...options }: SessionFlags): LoadPlan | null {
  if (concurrentSessions !== undefined && sessionRate !== undefined)
    throw new BenchError('invalid_argument', 'the load is given twice: --concurrent-sessions with --session-rate', {
      hint: 'give one of them; --max-concurrency caps a rate',
    })
  if (concurrentSessions !== undefined)
    return { kind: 'closed', concurrency: concurrentSessions, rampUpSeconds: options.rampUp }
  if (sessionRate === undefined) return null
  const maxConcurrency = options.maxConcurrency ?? null
  return { kind: 'poisson', rateRps: sessionRate, maxConcurrency, rampUpSeconds: options.rampUp }
}

/**
 * Begins of sessions as they were recorded, where the flags name no other load and the file says them.
 *
 * @throws BenchError `invalid_argument` as `loadOfBegins`, and where a rate is to be made of begins that the file does not say.
 */
export function loadOfSessionFile(options: SessionFlags, begins: SessionBegins | null): LoadPlan | null {
  if (begins === null) return null
  if (begins.beginsMs === null) {
    if (options.traceRate === undefined) return null
    throw invalidArgument('--trace-rate', options.traceRate, 'the file says no begins: give --session-rate instead')
  }
  const sessions = sessionsOf(options, begins)
  const wanted = repeats(options) ? sessions : Math.min(sessions, begins.sessions)
  const maxConcurrency = options.maxConcurrency ?? null
  const timeScale = timeScaleOf(options, begins.beginsMs)
  return loadOfBegins(begins.beginsMs, { wanted, timeScale, maxConcurrency })
}

/** As many as the flags say; else all of a file, as often as it is replayed, or the usual number. */
function sessionsOf({ sessions, loops }: SessionFlags, begins: SessionBegins | null): number {
  return sessions ?? (begins === null ? SESSIONS : begins.sessions * loops)
}

/** Whether the sessions of a file begin again behind the last one. */
function repeats({ datasetRepeat = false, loops }: SessionFlags): boolean {
  return datasetRepeat || loops > 1
}

/** The workload of sessions that the flags ask for; `null` where they ask for none. */
export function sessionWorkload(
  options: SessionFlags,
  load: LoadPlan | null,
  begins: SessionBegins | null,
): readonly WorkloadPlan[] | null {
  if (!countsSessions(options)) return null
  const [base] = resolveWorkloads('Q1') as [WorkloadPlan]
  const sessions = sessionsOf(options, begins)
  const own = options.sessionFile === undefined ? conversation(options) : sessionFile(options, options.sessionFile)
  return [
    {
      ...base,
      name: 'sessions',
      promptTokens: 256,
      outputTokens: 128,
      language: 'en',
      // The turns of all sessions; counted where the sessions are read.
      requests: sessions,
      sessions,
      load: load ?? { kind: 'closed', concurrency: 1, rampUpSeconds: 0 },
      ...own,
    },
  ]
}

type Own = Pick<WorkloadPlan, 'description' | 'source' | 'sourceOptions'>

function sessionFile(options: SessionFlags, path: string): Own {
  const { sessionFormat, answers, timeScale, traceStart, traceDuration = null, outputTokens } = options
  const window = { startSeconds: traceStart, durationSeconds: traceDuration }
  const outputs = outputTokens === undefined ? 'turn' : 'workload'
  return {
    description: 'recorded sessions',
    source: 'session_file',
    sourceOptions: {
      path,
      format: sessionFormat ?? null,
      answers,
      outputs,
      ...window,
      timeScale,
      repeat: repeats(options),
    },
  }
}

function conversation(options: SessionFlags): Own {
  return {
    description: 'conversations shaped by flags',
    source: 'conversation',
    sourceOptions: {
      turns: amountOf('--turns', options.turns ?? '1'),
      growthTokens: amountOf('--growth-tokens', options.growthTokens),
      thinkSeconds: amountOf('--turn-think', options.turnThink),
      subagents: amountOf('--subagents', options.subagents),
      subagentTurns: amountOf('--subagent-turns', options.subagentTurns),
      toolSeconds: amountOf('--tool-time', options.toolTime),
    },
  }
}
