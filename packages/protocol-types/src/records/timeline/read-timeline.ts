import { flagsWhere } from '../../flags/flag.js'
import type { ReportedUsage, RequestRecord } from '../../run/request-record.js'
import { type ChoiceTokens, type ChunkObservations, chunksByChoice, total } from './chunk-observations.js'
import { findSteps, otherStamps } from './find-steps.js'
import { firstReadShare, timeBetweenTokens } from './time-between-tokens.js'

export type TimelineOptions = {
  readonly startAt: number
  /** All choices together; `null` where the length is not known. */
  readonly outputTokens: number | null
  /** What the server reported, for its details. @default null */
  readonly usage?: ReportedUsage | null
  /** Whether any reasoning text was streamed. @default false */
  readonly reasoningSeen?: boolean
  /** Whether all text is plain ASCII. @default false */
  readonly ascii?: boolean
  /** Tokens a choice by a usage on every chunk; `null` where it was not on every chunk, or fell. @default null */
  readonly chunkUsage?: readonly ChoiceTokens[] | null
  /** Tokens a choice as the tokenizer counts the text. @default null */
  readonly counted?: readonly ChoiceTokens[] | null
  /** Whether this program stood still just before a read of that stamp. @default it never did */
  readonly ownStallAt?: (at: number) => boolean
}

/** The fields of a record that follow from the chunks of its stream, and the flags that they bring. */
export type Timeline = Pick<
  RequestRecord,
  | 'firstChoiceAt'
  | 'firstStepAt'
  | 'firstTokenAt'
  | 'lastTokenAt'
  | 'tokenAt'
  | 'choiceSteps'
  | 'otherChunkAt'
  | 'chunkCount'
  | 'coalescedChunks'
  | 'firstReadShare'
  | 'tbtMs'
  | 'tbtBasis'
  | 'flags'
>

/**
 * What the chunks of a stream say about its decode steps: which chunks they are, when the first and the last came, and the mean time
 * between tokens. The eleven rules of docs/metrics.md, "Steps and TBT".
 *
 * @example
 * const chunks = { at: [100, 120, 140], kind: [0, 0, 0], bytes: [4, 4, 4], choice: null }
 * readTimeline(chunks, { startAt: 0, outputTokens: 3 }).tbtMs // 20
 */
export function readTimeline(chunks: ChunkObservations, options: TimelineOptions): Timeline {
  const choices = chunksByChoice(chunks)
  const { streamed, hidden } = streamedTokens(options)
  const steps = findSteps(choices, streamed)
  const chunkCount = total(choices, 'contentCount')
  const coalescedChunks = total(choices, 'coalescedCount')
  const tbt =
    streamed === null
      ? { tbtMs: null, basis: 'none' as const, flags: [] }
      : timeBetweenTokens(choices, {
          startAt: options.startAt,
          steps,
          known: {
            streamed,
            reported: options.outputTokens,
            chunkUsage: options.chunkUsage ?? null,
            counted: options.counted ?? null,
            ascii: options.ascii ?? false,
          },
          coalescedShare: chunkCount === 0 ? 0 : coalescedChunks / chunkCount,
          ownStallAt: options.ownStallAt ?? (() => false),
        })
  const several = choices.length > 1
  return {
    firstChoiceAt: chunks.at.length === 0 ? null : (chunks.at[0] as number),
    firstStepAt: earliest(steps.at.map((at) => at[0] ?? null)),
    firstTokenAt: earliest(choices.map(({ firstTextAt }) => firstTextAt)),
    lastTokenAt: latest(steps.endAt),
    tokenAt: several ? steps.at.flat() : (steps.at[0] ?? []),
    choiceSteps: several ? steps.at.map(({ length }) => length) : [],
    otherChunkAt: otherStamps(choices, steps),
    chunkCount,
    coalescedChunks,
    firstReadShare: firstReadShare(choices),
    tbtMs: tbt.tbtMs,
    tbtBasis: tbt.basis,
    flags: [...steps.flags, ...flagsWhere({ reasoning_hidden: hidden }), ...tbt.flags],
  }
}

/** Rule 1: the tokens that the stream could show. */
function streamedTokens({ outputTokens, usage, reasoningSeen = false }: TimelineOptions) {
  const reasoning = usage?.reasoningTokens ?? 0
  const total = usage?.totalTokens ?? null
  const prompt = usage?.promptTokens ?? null
  if (outputTokens === null) return { streamed: null, hidden: false }
  // Where the total is larger, the reasoning is counted beside the output tokens and not among them.
  const isAmong = total === null || prompt === null || total === prompt + outputTokens
  const hidden = !reasoningSeen && reasoning > 0 && reasoning < outputTokens && isAmong
  return { streamed: hidden ? outputTokens - reasoning : outputTokens, hidden }
}

function earliest(stamps: readonly (number | null)[]): number | null {
  let first: number | null = null
  for (const at of stamps) if (at !== null && (first === null || at < first)) first = at
  return first
}

function latest(stamps: readonly (number | null)[]): number | null {
  let last: number | null = null
  for (const at of stamps) if (at !== null && (last === null || at > last)) last = at
  return last
}
