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
  const implausible = isImplausible(tally.usage, contentCount, (tokenLimit ?? Infinity) * choices)
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
        ...timeline.flags,
        ...lengthFlags(counts, { wanted: wantedTokens * choices, exact: planned.request.ignoreEos, response }),
        ...(response.errorClass === null ? promptLengthFlags(planned, tally.usage?.promptTokens || null) : []),
      ]),
    ],
    outputText: options.keepText && text ? redact(text.output()) : null,
    outputTokenIds: options.keepText && text ? copyOf(text.ids()) : null,
  })
}

/**
 * A count that cannot be true: fewer tokens than chunks with text, or more than the body allowed and than came. A chunk with
 * text holds a token at least, so a larger number of chunks than was allowed shows that the answer really was longer.
 */
function isImplausible(usage: RequestRecord['usage'], chunks: number, allowed: number): boolean {
  const tokens = usage?.completionTokens ?? null
  return tokens !== null && (tokens < chunks || (tokens > allowed && tokens > chunks && chunks <= allowed))
}

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
