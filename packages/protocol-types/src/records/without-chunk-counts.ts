import type { FlagName } from '../flags/flag.js'
import type { RequestRecord } from '../run/request-record.js'

const CONTRADICTED: FlagName = 'chunks_contradicted'

/** Whether an answer shows that its server does not send one chunk a token, though that was proved before. */
export function contradictsChunks({ flags }: Pick<RequestRecord, 'flags'>): boolean {
  return flags.includes(CONTRADICTED)
}

/**
 * The record as it stands where the proof that a chunk is a token was contradicted, by this answer or by another of the same server: what was
 * counted by chunks is not known, and neither is the time between tokens that rests on it. Every other record is given back as it is.
 */
export function withoutChunkCounts(record: RequestRecord): RequestRecord {
  if (record.tokenCountSource !== 'chunks_verified') return record
  return {
    ...record,
    outputTokens: null,
    tokenCountSource: 'chunks_unverified',
    tbtMs: null,
    tbtBasis: 'none',
    flags: [...new Set([...record.flags, CONTRADICTED])],
  }
}
