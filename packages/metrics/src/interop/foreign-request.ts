import { wasCancelled } from '@sagellm-benchmark/protocol-types/records'
import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { outputTokens } from '../request/request-values.js'

/**
 * How a request ended, as far as the tools differ over it. A `cut` stream ended in good order, but before its end marks; one that
 * `reported` an error did so in an event of a stream that began with status 200. `cancelled`: the run itself cut it off.
 */
export const outcome = { ok: 0, cut: 1, reported: 2, failed: 3, cancelled: 4 } as const

/** What the rules of other tools need of one measured request; `null`: not known. Stamps in ms. */
export type ForeignRequest = {
  readonly outcome: (typeof outcome)[keyof typeof outcome]
  readonly scheduledAt: number
  readonly startAt: number
  readonly headersAt: number | null
  /** First and last chunk with a choice: role and finish chunks too. */
  readonly firstChoiceAt: number | null
  readonly lastChoiceAt: number | null
  /** Chunks with text. The second and the last are not known where steps without text are among the stamps. */
  readonly firstTextAt: number | null
  readonly secondTextAt: number | null
  readonly lastTextAt: number | null
  readonly firstOutputAt: number | null
  readonly lastTokenAt: number | null
  readonly endAt: number
  readonly textChunks: number
  readonly promptTokens: number | null
  /** What the prompt was built to have. */
  readonly intendedPromptTokens: number | null
  readonly outputTokens: number | null
  /** Completion tokens by usage, in the server's own words. */
  readonly usageTokens: number | null
  readonly reasoningTokens: number | null
  readonly requestedOutputTokens: number
  /** 0 where the request opened a connection of its own. */
  readonly connectionReused: number | null
}

/** The row of one record, and the stamps of its chunks; `null` where the record does not tell them. */
export type ForeignStamps = {
  readonly request: ForeignRequest
  readonly text: readonly number[] | null
  readonly choice: readonly number[] | null
}

/** Reads a record as another tool's client would have seen the same stream. */
export function foreignRequest(record: RequestRecord): ForeignStamps {
  const text = textStamps(record)
  const choice = choiceStamps(record)
  const request: ForeignRequest = {
    outcome: outcomeOf(record),
    scheduledAt: record.scheduledAt,
    startAt: record.startAt,
    headersAt: record.headersAt,
    firstChoiceAt: record.firstChoiceAt,
    lastChoiceAt: choice?.at(-1) ?? null,
    firstTextAt: record.firstTokenAt,
    secondTextAt: text?.[1] ?? null,
    lastTextAt: text?.at(-1) ?? null,
    firstOutputAt: record.firstOutputAt,
    lastTokenAt: record.lastTokenAt,
    endAt: record.endAt,
    textChunks: record.chunkCount,
    promptTokens: record.promptTokens,
    intendedPromptTokens: record.intendedPromptTokens ?? record.requestedPromptTokens,
    outputTokens: outputTokens(record),
    usageTokens: record.usage?.completionTokens ?? null,
    reasoningTokens: record.usage?.reasoningTokens ?? null,
    requestedOutputTokens: record.requestedOutputTokens,
    connectionReused: record.connectionReused === null ? null : Number(record.connectionReused),
  }
  return { request, text, choice }
}

function outcomeOf({ errorClass }: RequestRecord): ForeignRequest['outcome'] {
  if (errorClass === null) return outcome.ok
  if (errorClass === 'stream_cut_short') return outcome.cut
  if (errorClass === 'stream_error_event') return outcome.reported
  return wasCancelled(errorClass) ? outcome.cancelled : outcome.failed
}

/** Stamps of the chunks with text, ascending. A finish chunk that counts as the last step of its choice is none. */
function textStamps({ tokenAt, choiceSteps, chunkCount, flags }: RequestRecord): readonly number[] | null {
  const sorted = (stamps: readonly number[]) => (choiceSteps.length > 1 ? [...stamps].sort((a, b) => a - b) : stamps)
  if (tokenAt.length === chunkCount) return sorted(tokenAt)
  if (!flags.includes('eos_step')) return null
  let from = 0
  const steps = choiceSteps.length > 0 ? choiceSteps : [tokenAt.length]
  const text = steps.flatMap((count) => tokenAt.slice(from, (from += count) - 1))
  return text.length === chunkCount ? sorted(text) : null
}

/** Stamps of every chunk with a choice, ascending. */
function choiceStamps({ firstChoiceAt, tokenAt, otherChunkAt }: RequestRecord): readonly number[] | null {
  return firstChoiceAt === null ? null : [...tokenAt, ...otherChunkAt].sort((a, b) => a - b)
}
