import type { SessionBlockId, SessionInput } from '@sagellm-benchmark/protocol-types/sessions'
import { z } from 'zod'
import { type BlockId, traceNumber } from '../traces/trace-row.js'

/** A turn before its defaults. */
export type TurnInput = SessionInput['turns'][number]

/** A name of a session or turn: a text or a whole number, which stays exact above 2^53 because it arrives as a text. */
export const nameValue = z.union([z.string().min(1), z.int().transform(String)])

/** A pause, in the unit of its file. */
export const pause = traceNumber.pipe(z.number().nonnegative('is less than 0'))

/** Ids of blocks, those above 2^53 as their digits. */
export function hashIdsOf(ids: readonly BlockId[]): SessionBlockId[] {
  return ids.map((id) => (typeof id === 'bigint' ? String(id) : id))
}
