import type { PlannedRequest, RequestRecord } from '@sagellm-benchmark/protocol-types'
import {
  type ChoiceTokens,
  emptyRecord,
  promptLengthFlags,
  readTimeline,
} from '@sagellm-benchmark/protocol-types/records'
import type { Tokenizer } from '@sagellm-benchmark/protocol-types/engine'
import type { Redactor } from '../endpoint/redact.js'
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
  readonly asked: Asked
  /** Flags of the request body. */
  readonly flags: readonly string[]
  readonly usagePerChoice: boolean
  readonly simulated: boolean
  readonly tokenizer: Tokenizer | null
  readonly text: GeneratedText | null
  readonly keepText: boolean
  readonly redact: Redactor
  /** As in `SendOptions`. */
  readonly stalledMs: (from: number, to: number) => number
}

const MAX_MESSAGE_CHARS = 500

/** The record of a finished response, however it finished. */
export function buildRecord(response: ResponseRecorder, options: BuildRecordOptions): RequestRecord {
  const { planned, text, redact } = options
  const { answer } = response
  const { choices, tokenLimit } = options.asked
  const wantedTokens = tokenLimit ?? planned.request.maxTokens
  const tally = tallyUsage(answer.usages, {
    choices,
    maxTokens: wantedTokens,
    perChoice: options.usagePerChoice,
  })
  const { contentCount } = answer.chunks
  const judged = judgeUsage({
    tokens: tally.usage?.completionTokens ?? null,
    pieces: contentCount,
    allowed: (tokenLimit ?? Infinity) * choices,
    choices,
  })
  const implausible = judged === 'implausible'
  const counted = options.tokenizer && text ? text.count(options.tokenizer) : null
  const counts = countTokens(tally.usage, {
    options,
    counted,
    usageCounts: response.errorClass === null && !implausible,
  })
  const timeline = readTimeline(answer.chunks.observations(), {
    startAt: options.startAt,
    outputTokens: response.errorClass === null ? counts.outputTokens : null,
    usage: implausible ? null : tally.usage,
    reasoningSeen: answer.reasoningSeen,
    ascii: answer.ascii,
    chunkUsage: answer.chunkUsage,
    counted,
    ownStallAt: (at) => options.stalledMs(at - AFTER_STALL_MS, at) > 0,
  })
  const endAt = response.endAt ?? options.startAt

  return emptyRecord(planned, {
    target: options.target,
    scheduledAt: options.scheduledAt,
    startAt: options.startAt,
    sentAt: response.sentAt,
    headersAt: response.headersAt,
    firstOutputAt: answer.firstOutputAt,
    ...timeline,
    // Without a stream only the end is known: the time to the first token is not, and stays null.
    lastTokenAt: options.asked.stream || response.errorClass !== null ? timeline.lastTokenAt : endAt,
    endAt,
    ...counts,
    requestedOutputTokens: wantedTokens,
    usage: tally.usage,
    finishReason: answer.finishes.get(0) ?? [...answer.finishes.values()][0] ?? null,
    httpStatus: response.status,
    errorClass: response.errorClass,
    errorMessage: response.errorMessage === null ? null : oneLine(redact(response.errorMessage)),
    retries: options.retries,
    model: answer.model,
    transport: options.transport,
    connectionReused: response.reused,
    simulated: options.simulated || response.simulated,
    flags: [
      ...new Set([
        ...options.flags,
        ...response.flags,
        ...tally.flags,
        ...(implausible ? ['usage_implausible'] : []),
        ...(judged === 'disagrees' && response.errorClass === null ? ['usage_disagrees'] : []),
        ...timeline.flags,
        ...(endedLate(response, timeline, options) ? ['late_end'] : []),
        ...lengthFlags(counts, { wanted: wantedTokens * choices, exact: planned.request.ignoreEos, response }),
        ...(response.errorClass === null ? promptLengthFlags(planned, tally.usage?.promptTokens || null) : []),
      ]),
    ],
    outputText: options.keepText && text ? redact(text.output()) : null,
    outputTokenIds: options.keepText && text ? copyOf(text.ids()) : null,
  })
}

/** The end of a stream that comes so much after the last token that the two make different figures. */
const LATE_END_MS = 50
const LATE_END_SHARE = 0.1

function endedLate(
  { errorClass, endAt }: ResponseRecorder,
  { lastTokenAt }: Pick<RequestRecord, 'lastTokenAt'>,
  { asked, startAt }: BuildRecordOptions,
): boolean {
  if (!asked.stream || errorClass !== null || endAt === null || lastTokenAt === null) return false
  return endAt - lastTokenAt > Math.max(LATE_END_MS, LATE_END_SHARE * (lastTokenAt - startAt))
}

/** A stall is known to the next look of a timer, and the read that waited for its end comes just after it. */
const AFTER_STALL_MS = 5

type Counts = Pick<RequestRecord, 'promptTokens' | 'outputTokens' | 'tokenCountSource'>

type Counting = {
  readonly options: BuildRecordOptions
  readonly counted: readonly ChoiceTokens[] | null
  readonly usageCounts: boolean
}

function countTokens(usage: RequestRecord['usage'], { options, counted, usageCounts }: Counting): Counts {
  const { input } = options.planned.request
  if (usage && usage.completionTokens !== null && usageCounts) {
    return { promptTokens: usage.promptTokens, outputTokens: usage.completionTokens, tokenCountSource: 'usage' }
  }
  const promptTokens = usage?.promptTokens ?? countPromptOf(input, options.tokenizer)
  if (counted === null) return { promptTokens, outputTokens: null, tokenCountSource: 'chunks_unverified' }
  return { promptTokens, outputTokens: counted.reduce((sum, { all }) => sum + all, 0), tokenCountSource: 'tokenizer' }
}

/** Ids count themselves. A conversation has template tokens that only the server knows, so it stays unknown. */
function countPromptOf(input: PlannedRequest['request']['input'], tokenizer: Tokenizer | null): number | null {
  if (input.kind === 'tokens') return input.tokenIds.length
  return input.kind === 'text' && tokenizer ? tokenizer.encode(input.text).length : null
}

type Length = { readonly wanted: number; readonly exact: boolean; readonly response: ResponseRecorder }

function lengthFlags({ outputTokens }: Counts, { wanted, exact, response }: Length): string[] {
  if (response.errorClass !== null || outputTokens === null) return []
  if (outputTokens > wanted) return ['output_long']
  return exact && outputTokens < wanted ? ['output_short'] : []
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > MAX_MESSAGE_CHARS ? `${line.slice(0, MAX_MESSAGE_CHARS - 3)}...` : line
}

function copyOf(ids: readonly number[] | null): number[] | null {
  return ids === null ? null : [...ids]
}
