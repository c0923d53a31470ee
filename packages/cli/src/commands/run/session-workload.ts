import { BenchError, type LoadPlan, type WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import { resolveWorkloads } from '@sagellm-benchmark/workloads'
import { loadOfBegins, type SessionBegins } from '@sagellm-benchmark/suite/files'
import { amountOf } from '../../options/amount-of.js'
import { asksForSessions } from './asks-for-sessions.js'
import type { RunOptions } from './run-options.js'

const SESSIONS = 20

/** The load of sessions that the flags ask for: `null` where they ask for none, or for one that counts requests and sessions alike. */
export function sessionLoad({ concurrentSessions, sessionRate, ...options }: RunOptions): LoadPlan | null {
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
 * @throws BenchError `invalid_argument` as `loadOfBegins`.
 */
export function loadOfSessionFile(options: RunOptions, begins: SessionBegins | null): LoadPlan | null {
  if (begins === null || begins.beginsMs === null) return null
  const wanted = options.datasetRepeat
    ? sessionsOf(options, begins)
    : Math.min(sessionsOf(options, begins), begins.sessions)
  const maxConcurrency = options.maxConcurrency ?? null
  return loadOfBegins(begins.beginsMs, { wanted, timeScale: options.timeScale, maxConcurrency })
}

/** As many as the flags say; else all of a file, or the usual number. */
function sessionsOf({ sessions }: RunOptions, begins: SessionBegins | null): number {
  return sessions ?? begins?.sessions ?? SESSIONS
}

/** The workload of sessions that the flags ask for; `null` where they ask for none. */
export function sessionWorkload(
  options: RunOptions,
  load: LoadPlan | null,
  begins: SessionBegins | null,
): readonly WorkloadPlan[] | null {
  if (!asksForSessions(options)) return null
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

function sessionFile(options: RunOptions, path: string): Own {
  const { sessionFormat, answers, timeScale, datasetRepeat: repeat, outputTokens } = options
  const outputs = outputTokens === undefined ? 'turn' : 'workload'
  return {
    description: 'recorded sessions',
    source: 'session_file',
    sourceOptions: { path, format: sessionFormat ?? null, answers, outputs, timeScale, repeat },
  }
}

function conversation(options: RunOptions): Own {
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
