import type { RequestRecord, ReportedUsage } from '@sagellm-benchmark/protocol-types'
import type { Tokenizer } from '@sagellm-benchmark/protocol-types/engine'
import {
  type ChoiceTokens,
  type FlagName,
  flagsWhere,
  chunkKind,
  type ChunkObservations,
  readTimeline,
  type Timeline,
} from '@sagellm-benchmark/protocol-types/records'
import { chunkTokens, type ChunkTokens } from './chunk-tokens.js'
import type { ChoiceText } from './generated-text.js'

/** What was seen of an answer, as far as its figures depend on how many tokens it has. Plain data: it can be handed to another thread. */
export type SeenAnswer = {
  readonly failed: boolean
  readonly streamed: boolean
  readonly startAt: number
  readonly endAt: number
  readonly chunks: ChunkObservations
  readonly reasoningSeen: boolean
  readonly ascii: boolean
  readonly chunkUsage: readonly ChoiceTokens[] | null
  readonly usage: ReportedUsage | null
  /** Whether the usage's count of output tokens can be true. */
  readonly usageCounts: boolean
  /** Whether that count is one of token ids, which the ids of the chunks agree with. */
  readonly usageOfIds: boolean
  /** Whether this server sends one chunk with text a token, as was proved; an end token sends none. */
  readonly chunkIsToken: boolean
  /** Why it ended, in the server's word; `null` where it did not say. */
  readonly finish: string | null
  /** Output tokens asked for, all choices together, and whether the engine was to give exactly as many. */
  readonly wanted: number
  readonly exact: boolean
  /** Ids count themselves; of a text a tokenizer can tell; a conversation has template tokens that only the server knows: `null`. */
  readonly prompt: number | string | null
  /** Generated text by choice; `null` where none was kept. */
  readonly texts: readonly ChoiceText[] | null
  /** Stamps of first reads that came just after the client had stood still. */
  readonly stalledReads: readonly number[]
}

export type AnswerFigures = Omit<Timeline, 'flags'> &
  Pick<RequestRecord, 'promptTokens' | 'outputTokens' | 'tokenCountSource'> & { readonly flags: readonly FlagName[] }

/** The end of a stream that comes so much after the last token that the two make different figures. */
const LATE_END_MS = 50
const LATE_END_SHARE = 0.1

/** The counts, steps and times of an answer. @param tokenizer - counts what the server did not; `null` leaves it unknown. */
export function answerFigures(seen: SeenAnswer, tokenizer: Tokenizer | null): AnswerFigures {
  const recounted = tokenizer && seen.texts ? seen.texts.map((text) => countChoice(text, tokenizer)) : null
  const counted = recounted && isCount(seen, recounted) ? recounted : null
  const chunks = countChunks(seen, counted)
  const counts = countTokens(seen, { chunks, counted, tokenizer })
  const timeline = readTimeline(seen.chunks, {
    startAt: seen.startAt,
    outputTokens: seen.failed ? null : counts.outputTokens,
    usage: seen.usageCounts || seen.failed ? seen.usage : null,
    reasoningSeen: seen.reasoningSeen,
    ascii: seen.ascii,
    chunkUsage: seen.chunkUsage,
    counted,
    ownStallAt: (at) => seen.stalledReads.includes(at),
  })
  // Without a stream only the end is known: the time to the first token is not, and stays null.
  const lastTokenAt = seen.streamed || seen.failed ? timeline.lastTokenAt : seen.endAt
  const flags: FlagName[] = [
    ...timeline.flags,
    ...flagsWhere({
      late_end: endedLate(seen, lastTokenAt),
      text_uncountable: recounted !== null && counted === null && counts.outputTokens === null,
      chunks_contradicted: chunks?.contradicted === true && counts.tokenCountSource !== 'usage',
    }),
    ...lengthFlags(seen, counts),
  ]
  // Set on the timeline's own object: spread into another one, each would have a hidden class of its own, at 10 µs a request.
  return Object.assign(timeline, counts, { lastTokenAt, flags })
}

function countChoice({ choice, all, firstRead }: ChoiceText, tokenizer: Tokenizer): ChoiceTokens {
  return { choice, all: tokenizer.encode(all).length, withFirstText: tokenizer.encode(firstRead).length }
}

type Counts = Pick<RequestRecord, 'promptTokens' | 'outputTokens' | 'tokenCountSource'>
type Counting = {
  /** By its chunks; `null` where these do not show it. */
  readonly chunks: ChunkTokens | null
  readonly counted: readonly ChoiceTokens[] | null
  readonly tokenizer: Tokenizer | null
}

/** A text with characters that were lost, or of more tokens than were allowed, is not what the engine made. */
function isCount({ texts, wanted }: SeenAnswer, counted: readonly ChoiceTokens[]): boolean {
  return !texts?.some(({ all }) => all.includes('\uFFFD')) && sumOf(counted) <= wanted
}

function sumOf(counted: readonly ChoiceTokens[]): number {
  return counted.reduce((sum, { all }) => sum + all, 0)
}

function countTokens(seen: SeenAnswer, { chunks, counted, tokenizer }: Counting): Counts {
  const { usage, usageCounts, usageOfIds, prompt } = seen
  if (usage && usage.completionTokens !== null && usageCounts) {
    const tokenCountSource = usageOfIds ? 'token_ids' : 'usage'
    return { promptTokens: usage.promptTokens, outputTokens: usage.completionTokens, tokenCountSource }
  }
  const promptTokens = usage?.promptTokens ?? countPrompt(prompt, tokenizer)
  const byChunks = chunks?.tokens ?? null
  if (byChunks !== null) return { promptTokens, outputTokens: byChunks, tokenCountSource: 'chunks_verified' }
  if (counted === null) return { promptTokens, outputTokens: null, tokenCountSource: 'chunks_unverified' }
  return { promptTokens, outputTokens: sumOf(counted), tokenCountSource: 'tokenizer' }
}

function countChunks(seen: SeenAnswer, counted: readonly ChoiceTokens[] | null): ChunkTokens | null {
  const { chunkIsToken, streamed, failed, chunks, wanted, finish } = seen
  if (!chunkIsToken || !streamed || failed || chunks.choice !== null) return null
  let content = 0
  for (let index = 0; index < chunks.at.length; index += 1) if (chunks.kind[index] === chunkKind.content) content += 1
  return chunkTokens({ content, wanted, finish, counted })
}

function countPrompt(prompt: SeenAnswer['prompt'], tokenizer: Tokenizer | null): number | null {
  if (typeof prompt !== 'string') return prompt
  return tokenizer ? tokenizer.encode(prompt).length : null
}

function endedLate({ streamed, failed, startAt, endAt }: SeenAnswer, lastTokenAt: number | null): boolean {
  if (!streamed || failed || lastTokenAt === null) return false
  return endAt - lastTokenAt > Math.max(LATE_END_MS, LATE_END_SHARE * (lastTokenAt - startAt))
}

function lengthFlags({ failed, wanted, exact }: SeenAnswer, { outputTokens }: Counts): FlagName[] {
  if (failed || outputTokens === null) return []
  if (outputTokens > wanted) return ['output_long']
  return exact && outputTokens < wanted ? ['output_short'] : []
}
