import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { Tokenizer } from '@sagellm-benchmark/protocol-types/engine'
import { answerFigures, type AnswerFigures, type SeenAnswer } from './answer-figures.js'

/** A record whose tokens nobody has counted yet, with what they are counted of. */
export type CountableRecord = RequestRecord & { readonly toCount?: SeenAnswer }

/** Whether a tokenizer could tell more of an answer than its stream and its usage do. */
export function isCountable({ outputTokens, promptTokens, tbtBasis }: AnswerFigures): boolean {
  return outputTokens === null || promptTokens === null || (tbtBasis !== 'steps' && tbtBasis !== 'chunk_usage')
}

/**
 * Counts the tokens of a record that came without: of a client with `countLater`, whose thread has better to do. The record may have
 * been moved to another axis of time meanwhile, and flagged.
 *
 * @param tokenizer - `null` leaves unknown what the server did not count.
 * @returns the record as the client would have made it with the tokenizer at hand, and without what it was counted of.
 */
export function countRecord(record: CountableRecord, tokenizer: Tokenizer | null): RequestRecord {
  const { toCount, ...plain } = record
  if (toCount === undefined || tokenizer === null) return plain
  const seen = shifted(toCount, record.startAt - toCount.startAt)
  const uncounted = new Set(answerFigures(seen, null).flags)
  const figures = answerFigures(seen, tokenizer)
  const kept = plain.flags.filter((flag) => !uncounted.has(flag) && !(isLong(figures) && flag === 'suspiciously_short'))
  return Object.assign(plain, figures, { flags: [...new Set([...kept, ...figures.flags])] })
}

/** Several tokens in one chunk are an answer. */
function isLong({ outputTokens, tokenCountSource }: AnswerFigures): boolean {
  return tokenCountSource !== 'chunks_verified' && (outputTokens ?? 0) > 1
}

function shifted(seen: SeenAnswer, ms: number): SeenAnswer {
  if (ms === 0) return seen
  const { chunks, startAt, endAt, stalledReads } = seen
  return {
    ...seen,
    startAt: startAt + ms,
    endAt: endAt + ms,
    stalledReads: stalledReads.map((at) => at + ms),
    chunks: { ...chunks, at: Float64Array.from(chunks.at, (at) => at + ms) },
  }
}
