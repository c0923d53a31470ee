import { BenchError, type LoadPlan, type WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import { resolveWorkloads } from '@sagellm-benchmark/workloads'
import { amountOf } from '../../options/amount-of.js'
import type { RunOptions } from './run-options.js'

const SESSIONS = 20

/** Whether the flags ask for sessions. */
export function asksForSessions({ sessionFile, turns }: Pick<RunOptions, 'sessionFile' | 'turns'>): boolean {
  return sessionFile !== undefined || turns !== undefined
}

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

/** The workload of sessions that the flags ask for; `null` where they ask for none. */
export function sessionWorkload(options: RunOptions, load: LoadPlan | null): readonly WorkloadPlan[] | null {
  if (!asksForSessions(options)) return null
  const [base] = resolveWorkloads('Q1') as [WorkloadPlan]
  const sessions = options.sessions ?? SESSIONS
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

function sessionFile({ sessionFormat, answers, timeScale }: RunOptions, path: string): Own {
  return {
    description: 'recorded sessions',
    source: 'session_file',
    sourceOptions: { path, format: sessionFormat ?? null, answers, timeScale },
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
