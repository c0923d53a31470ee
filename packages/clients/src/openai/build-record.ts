import type { PlannedRequest, RequestRecord } from '@sagellm-benchmark/protocol-types'
import { emptyRecord, promptLengthFlags } from '@sagellm-benchmark/protocol-types/records'
import type { Tokenizer } from '@sagellm-benchmark/protocol-types/engine'
import type { Redactor } from '../endpoint/redact.js'
import type { GeneratedText } from './generated-text.js'
import type { ResponseRecorder } from './response-recorder.js'
import { tallyUsage } from './usage-tally.js'

export type BuildRecordOptions = {
  readonly planned: PlannedRequest
  readonly target: string
  readonly transport: string
  readonly scheduledAt: number
  readonly startAt: number
  readonly retries: number
  /** Tokens for each choice that the body allowed; `null`: it named no limit. */
  readonly tokenLimit: number | null
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
  const { request } = planned
  const tokenAt = response.answer.stamps.toArray()
  const tally = tallyUsage(response.answer.usages, {
    choices: request.choices,
    maxTokens: request.maxTokens,
    perChoice: options.usagePerChoice,
  })
  const chunkCount = response.answer.stamps.count
  const implausible = isImplausible(tally.usage, chunkCount, (options.tokenLimit ?? Infinity) * request.choices)
  const counts = countTokens(tally.usage, options, response.errorClass === null && !implausible)
  const streamed = request.stream
  const endAt = response.endAt ?? options.startAt

  return emptyRecord(planned, {
    target: options.target,
    scheduledAt: options.scheduledAt,
    startAt: options.startAt,
    sentAt: response.sentAt,
    headersAt: response.headersAt,
    firstTokenAt: tokenAt[0] ?? null,
    firstOutputAt: response.answer.firstOutputAt,
    tokenAt,
    // Without a stream only the end is known: the time to the first token is not, and stays null.
    lastTokenAt: streamed || response.errorClass !== null ? response.answer.stamps.last : endAt,
    endAt,
    ...counts,
    chunkCount,
    usage: tally.usage,
    finishReason: response.answer.finishes.get(0) ?? [...response.answer.finishes.values()][0] ?? null,
    httpStatus: response.status,
    errorClass: response.errorClass,
    errorMessage: response.errorMessage === null ? null : oneLine(redact(response.errorMessage)),
    retries: options.retries,
    model: response.answer.model,
    transport: options.transport,
    connectionReused: response.reused,
    simulated: options.simulated || response.simulated,
    flags: [
      ...new Set([
        ...options.flags,
        ...response.flags,
        ...tally.flags,
        ...(implausible ? ['usage_implausible'] : []),
        ...lengthFlags(planned, counts, response),
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

function countTokens(
  usage: RequestRecord['usage'],
  { planned, tokenizer, text }: BuildRecordOptions,
  usageCounts: boolean,
): Counts {
  const { input } = planned.request
  if (usage && usage.completionTokens !== null && usageCounts) {
    return { promptTokens: usage.promptTokens, outputTokens: usage.completionTokens, tokenCountSource: 'usage' }
  }
  const promptTokens = usage?.promptTokens ?? countPromptOf(input, tokenizer)
  const known = tokenizer !== null && text !== null
  if (!known) return { promptTokens, outputTokens: null, tokenCountSource: 'chunks_unverified' }
  const outputTokens = text.all().reduce((total, each) => total + tokenizer.encode(each).length, 0)
  return { promptTokens, outputTokens, tokenCountSource: 'tokenizer' }
}

/** Ids count themselves. A conversation has template tokens that only the server knows, so it stays unknown. */
function countPromptOf(input: PlannedRequest['request']['input'], tokenizer: Tokenizer | null): number | null {
  if (input.kind === 'tokens') return input.tokenIds.length
  return input.kind === 'text' && tokenizer ? tokenizer.encode(input.text).length : null
}

function lengthFlags({ request }: PlannedRequest, { outputTokens }: Counts, response: ResponseRecorder): string[] {
  if (response.errorClass !== null || outputTokens === null) return []
  const wanted = request.maxTokens * request.choices
  if (outputTokens > wanted) return ['output_long']
  return request.ignoreEos && outputTokens < wanted ? ['output_short'] : []
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > MAX_MESSAGE_CHARS ? `${line.slice(0, MAX_MESSAGE_CHARS - 3)}...` : line
}

function copyOf(ids: readonly number[] | null): number[] | null {
  return ids === null ? null : [...ids]
}
