import type { PlannedRequest, RequestRecord } from '@sagellm-benchmark/protocol-types'
import {
  chunkKind,
  type FlagName,
  flagsWhere,
  type ChunkObservations,
  emptyRecord,
  promptLengthFlags,
} from '@sagellm-benchmark/protocol-types/records'
import type { AnswerTimings } from '@sagellm-benchmark/protocol-types/openai'
import type { Tokenizer } from '@sagellm-benchmark/protocol-types/engine'
import { oneLine } from '../endpoint/answer-words.js'
import type { Redactor } from '../endpoint/redact.js'
import { answerFigures, type SeenAnswer } from './answer-figures.js'
import { type CountableRecord, isCountable } from './count-record.js'
import { withoutStatedError } from './error-tail.js'
import type { GeneratedText } from './generated-text.js'
import type { ResponseRecorder } from './response-recorder.js'
import { judgeUsage } from './judge-usage.js'
import type { Asked } from './request-body.js'
import { tallyUsage } from './usage-tally.js'

export type BuildRecordOptions = {
  readonly planned: PlannedRequest
  readonly target: string
  readonly transport: string
  readonly scheduledAt: number
  readonly startAt: number
  readonly retries: number
  readonly traceparent: string | null
  readonly asked: Asked
  /** Flags of the request body. */
  readonly flags: readonly FlagName[]
  readonly usagePerChoice: boolean
  /** As in `SeenAnswer`. */
  readonly chunkIsToken: boolean
  readonly simulated: boolean
  readonly tokenizer: Tokenizer | null
  /** Keeps with the record what a tokenizer can count later. */
  readonly countLater: boolean
  readonly text: GeneratedText | null
  readonly keepText: boolean
  readonly redact: Redactor
  /** As in `SendOptions`. */
  readonly stalledMs: (from: number, to: number) => number
}

const MAX_MESSAGE_CHARS = 500

/** The record of a finished response, however it finished. */
export function buildRecord(response: ResponseRecorder, options: BuildRecordOptions): CountableRecord {
  const { planned, text, redact, tokenizer, countLater } = options
  const { answer } = response
  const { choices, tokenLimit } = options.asked
  const wantedTokens = tokenLimit ?? planned.request.maxTokens
  const { usage, flags } = tallyUsage(answer.usages, {
    choices,
    maxTokens: wantedTokens,
    perChoice: options.usagePerChoice,
  })
  const judged = judgeUsage({
    tokens: usage?.completionTokens ?? null,
    pieces: answer.chunks.contentCount,
    allowed: (tokenLimit ?? Infinity) * choices,
    choices,
  })
  const failed = response.errorClass !== null
  const believed = judged !== 'implausible' && answer.events.ids !== 'disagree'
  const seen = seenAnswer(response, options, { usage, usageCounts: !failed && believed, wantedTokens })
  const figures = answerFigures(seen, tokenizer)

  const record = emptyRecord(planned, {
    target: options.target,
    scheduledAt: options.scheduledAt,
    startAt: options.startAt,
    sentAt: response.sentAt,
    headersAt: response.headersAt,
    firstOutputAt: answer.firstOutputAt,
    endAt: seen.endAt,
    requestedOutputTokens: wantedTokens,
    usage,
    engineMetrics: answer.events.engineMetrics,
    engineTimings: choices === 1 ? timingsOf(answer.timings) : null,
    finishReason: seen.finish,
    httpStatus: response.status,
    errorClass: response.errorClass,
    errorMessage: response.errorMessage === null ? null : oneLine(redact(response.errorMessage), MAX_MESSAGE_CHARS),
    retries: options.retries,
    traceparent: options.traceparent,
    model: answer.model,
    transport: options.transport,
    connectionReused: response.reused,
    maxReadLatenessMs: response.maxReadLatenessMs,
    simulated: options.simulated || response.simulated,
    outputText:
      options.keepText && text
        ? redact(response.errorClass === null ? text.output() : withoutStatedError(text.output()))
        : null,
    outputTokenIds: options.keepText && text ? copyOf(text.ids()) : null,
  })
  const flagLists = [
    ...[options.flags, response.flags, answer.events.flags, flags],
    flagsWhere({ usage_implausible: judged === 'implausible', usage_disagrees: judged === 'disagrees' && !failed }),
    figures.flags,
    failed ? [] : promptLengthFlags(planned, usage?.promptTokens || null),
  ]
  // Set, not spread: records share one hidden class.
  Object.assign(record, figures, { flags: eachOnce(flagLists) })
  return countLater && isCountable(figures) ? Object.assign(record, { toCount: ownCopy(seen) }) : record
}

function eachOnce(lists: readonly Iterable<FlagName>[]): FlagName[] {
  const flags: FlagName[] = []
  for (const list of lists) for (const flag of list) if (!flags.includes(flag)) flags.push(flag)
  return flags
}

function timingsOf(timings: AnswerTimings | null): RequestRecord['engineTimings'] {
  if (timings === null) return null
  const { prompt_ms: promptMs, prompt_n: promptTokens, predicted_ms: decodeMs, predicted_n: decodeTokens } = timings
  return {
    promptMs: promptMs ?? null,
    promptTokens: promptTokens ?? null,
    decodeMs: decodeMs ?? null,
    decodeTokens: decodeTokens ?? null,
  }
}

/** A stall is known to the next look of a timer, and the read that waited for its end comes just after it. */
const AFTER_STALL_MS = 5

type Judged = {
  readonly usage: RequestRecord['usage']
  readonly usageCounts: boolean
  readonly wantedTokens: number
}

function seenAnswer(
  { answer, errorClass, endAt, maxReadLatenessMs }: ResponseRecorder,
  { asked, planned, startAt, text, stalledMs, chunkIsToken }: BuildRecordOptions,
  { usage, usageCounts, wantedTokens }: Judged,
): SeenAnswer {
  const { input, ignoreEos } = planned.request
  const chunks = answer.chunks.observations()
  return {
    failed: errorClass !== null,
    streamed: asked.stream,
    startAt,
    endAt: endAt ?? startAt,
    chunks,
    reasoningSeen: answer.reasoningSeen,
    ascii: answer.ascii,
    chunkUsage: answer.events.tokens(answer.chunks.contentCount),
    usage,
    usageCounts,
    usageOfIds: answer.events.ids === 'agree',
    chunkIsToken,
    finish: answer.finishes.get(0) ?? [...answer.finishes.values()][0] ?? null,
    wanted: wantedTokens * asked.choices,
    exact: ignoreEos,
    prompt: input.kind === 'tokens' ? input.tokenIds.length : input.kind === 'text' ? input.text : null,
    texts: text?.byChoice() ?? null,
    // A stamp of the kernel lies before the stall that the read waited for.
    stalledReads: firstReads(chunks).filter((at) => stalledMs(at - AFTER_STALL_MS, at + (maxReadLatenessMs ?? 0)) > 0),
  }
}

/** Stamps of the first text of each choice. */
function firstReads({ at, kind, choice }: ChunkObservations): number[] {
  const first = new Map<number, number>()
  for (let index = 0; index < at.length; index += 1) {
    const own = choice?.[index] ?? 0
    if (kind[index] === chunkKind.content && !first.has(own)) first.set(own, at[index] as number)
    // Of one choice the first is all there is.
    if (choice === null && first.size > 0) break
  }
  return [...first.values()]
}

/** The log lends its memory, and much of it may be empty. */
function ownCopy(seen: SeenAnswer): SeenAnswer {
  const { at, kind, bytes, choice } = seen.chunks
  const chunks = {
    at: Float64Array.from(at),
    kind: Uint8Array.from(kind),
    bytes: Uint32Array.from(bytes),
    choice: choice && Uint32Array.from(choice),
  }
  return { ...seen, chunks }
}

function copyOf(ids: readonly number[] | null): number[] | null {
  return ids === null ? null : [...ids]
}
