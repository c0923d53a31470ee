import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { AggregatedMetrics, ReplayFidelity } from '@sagellm-benchmark/protocol-types/artifacts'
import type { SessionResult } from '../sessions/session-tally.js'
import { percentiles } from '../statistics/percentiles.js'
import { TEMPLATE_TOKENS } from '../verdicts/cache-verdict.js'
import { createColumn } from './column.js'
import { createReplayedLengths, type LengthsOfRequest } from './replayed-lengths.js'
import { judgeReplay } from './replay-bounds.js'
import { createTimeSlope } from './time-slope.js'

/** Recorded time below which a pace is not told from the lateness of single requests. */
const PACE_SPREAD_MS = 10_000

/** What the planning of a run knows of its requests, and no record does. */
export type ReplayAsked = {
  /** Of the file that the requests come from; `null` where it is no trace. */
  readonly rows: ReplayFidelity['rows']
  /** Measured requests of all rounds; `null` where a time ends the load. */
  readonly requests: number | null
  /** Whether a schedule decides when requests are sent. */
  readonly openLoop: boolean
  /** Recorded times of the requests of a round, ms, and what they are stretched by; `null` where the schedule was drawn. */
  readonly recorded: { readonly atMs: (index: number) => number | undefined; readonly timeScale: number } | null
  /**
   * What a prefix cache could find of the first so many requests of a round: of those that a time or an interruption cut off nothing was
   * found either. `null` where nothing says which prompts begin alike.
   */
  readonly prefixes: ((requests: number) => IdealPrefixes | null) | null
}

type IdealPrefixes = Omit<NonNullable<ReplayFidelity['prefixes']>, 'measuredHitShare' | 'measuredFrom'>

/** Takes the measured records of one run one at a time, in 8 bytes a request, and holds them against what was asked for. */
export interface ReplayTally {
  add(record: RequestRecord): void
  /**
   * @param cache - what was found of the server's prefix cache.
   * @param sessions - how turns kept their order and their pauses, and what they share.
   */
  result(
    cache: Pick<NonNullable<AggregatedMetrics['cache']>, 'hitShare' | 'source'> | null,
    sessions: Pick<SessionResult, 'replayed' | 'intendedCachedTokens'>,
  ): ReplayFidelity
}

/**
 * The fidelity of a replay: what was sent, and when, against what a trace or a data set asked for, with a verdict by the bounds of
 * `replayBounds`.
 *
 * @param templateTokens - a request, that a chat template may add to what a prefix cache finds.
 * @example
 * const tally = createReplayTally({ rows: null, requests: 2, openLoop: false, recorded: null, prefixes: null })
 * for (const record of records) tally.add(record)
 * tally.result(null, { replayed: null, intendedCachedTokens: null }).verdict // 'valid'
 */
export function createReplayTally(asked: ReplayAsked, templateTokens = TEMPLATE_TOKENS): ReplayTally {
  const late = createColumn()
  const slope = createTimeSlope({ minSpread: PACE_SPREAD_MS })
  const input = createReplayedLengths(inputOf)
  const output = createReplayedLengths(outputOf)
  const counts = { sent: 0, answered: 0, waited: 0, promptsWithLength: 0, ofRound: 0 }

  return {
    add(record) {
      counts.sent += 1
      counts.ofRound = Math.max(counts.ofRound, record.index + 1)
      const { session } = record
      // A turn that waits for another has no time of its own: its pause is judged with its session.
      if (asked.openLoop && (session === null || session.after.length === 0)) {
        late.push(record.startAt - record.scheduledAt)
        counts.waited += Number(record.flags.includes('waited_for_slot'))
        const recordedAt = asked.recorded?.atMs(session?.session ?? record.index)
        if (recordedAt !== undefined) slope.add(record.round, { x: recordedAt, y: record.startAt })
      }
      if (record.errorClass !== null) return
      counts.answered += 1
      counts.promptsWithLength += Number(!isLengthOfAnswers(record))
      input.add(record)
      output.add(record)
    },
    result(cache, sessions) {
      const ideal =
        asked.prefixes?.(counts.ofRound) ?? idealOfSessions(sessions.intendedCachedTokens, input.meanReached())
      const figures = {
        rows: asked.rows,
        requestsAsked: asked.requests,
        requestsSent: counts.sent,
        requestsAnswered: counts.answered,
        arrivals: arrivalsOf(late.toArray(), {
          waited: counts.waited,
          timeScaleAsked: asked.recorded?.timeScale ?? null,
          timeScaleReached: slope.result(),
        }),
        input: input.result(),
        output: output.result(),
        prefixes: ideal && {
          ...ideal,
          measuredHitShare: cache?.hitShare ?? null,
          measuredFrom: cache?.source ?? null,
        },
        sessions: sessions.replayed,
      }
      const meanPromptTokens = input.meanReached() ?? figures.input.sent
      const { promptsWithLength: withLength } = counts
      return { ...judgeReplay(figures, { templateTokens, meanPromptTokens, withLength }), ...figures }
    },
  }
}

/** Of an infinite cache, where turns go on from one another; `null` where lengths are not known. */
function idealOfSessions(cachedTokens: number | null, promptTokens: number | null): IdealPrefixes | null {
  if (cachedTokens === null || promptTokens === null || promptTokens <= 0) return null
  return { cacheBlock: 1, idealHitShare: Math.min(1, cachedTokens / promptTokens), sized: null }
}

type Arrivals = NonNullable<ReplayFidelity['arrivals']>

function arrivalsOf(late: Float64Array, rest: Omit<Arrivals, 'error'>): Arrivals | null {
  const [p50Ms = null, p99Ms = null, maxMs = null] = percentiles(late, [0.5, 0.99, 1])
  return p50Ms === null || p99Ms === null || maxMs === null ? null : { error: { p50Ms, p99Ms, maxMs }, ...rest }
}

/** A turn that goes on from the server's answers is as long as these are: nothing asks for a length of its prompt. */
function isLengthOfAnswers({ session, requestedPromptTokens, intendedPromptTokens }: RequestRecord): boolean {
  return session?.answers === 'server' && (requestedPromptTokens ?? intendedPromptTokens) === null
}

function inputOf(record: RequestRecord): LengthsOfRequest {
  const { requestedPromptTokens: asked, intendedPromptTokens: sent, promptTokens } = record
  return { asked, sent, reached: promptTokens, mustReach: true }
}

function outputOf({ requestedOutputTokens, outputTokens, flags }: RequestRecord): LengthsOfRequest {
  const mustReach = flags.includes('output_short') || flags.includes('output_long')
  return { asked: requestedOutputTokens, sent: requestedOutputTokens, reached: outputTokens, mustReach }
}
