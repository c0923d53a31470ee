import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { outputTokens, requestValues } from './request-values.js'

/**
 * How far the time between tokens of a request can be trusted, as it is stored in `RunTable.tbtQuality`.
 * - `nothing`: there is none: a failed request, an answer of fewer than two tokens, or one that was not streamed.
 * - `usable`: it may decide.
 * - `estimated`: it rests on the bytes of text, and over a tenth of them came in the first read.
 * - `coarse`: the reads are too few or too uneven.
 * - `held`: none, because the answer came in one read, or was held and then sent in a burst.
 * - `unknown`: none, because the length is not known, or tokens came that the stream does not show.
 */
export const tbtQuality = { nothing: 0, usable: 1, estimated: 2, coarse: 3, held: 4, unknown: 5 } as const

export type TbtQuality = (typeof tbtQuality)[keyof typeof tbtQuality]

const MAX_ESTIMATED_SHARE = 0.1

/**
 * Whether the TBT of a request may enter a verdict or a service level: rule 10 of docs/metrics.md. One that is not usable is shown all
 * the same.
 *
 * @example qualityOfTbt(aRecord({ flags: ['tbt_coarse'] })) === tbtQuality.coarse
 */
export function qualityOfTbt(record: RequestRecord): TbtQuality {
  const { errorClass, flags, tbtBasis, firstReadShare } = record
  const tokens = outputTokens(record)
  if (errorClass !== null || flags.includes('not_streamed') || (tokens !== null && tokens < 2))
    return tbtQuality.nothing
  if (Number.isNaN(requestValues(record).tbtMs)) {
    const shown = tokens !== null && !flags.includes('tokens_unseen') && (tbtBasis !== null || isOneRead(record))
    return shown ? tbtQuality.held : tbtQuality.unknown
  }
  if (flags.includes('tbt_coarse')) return tbtQuality.coarse
  const estimated = tbtBasis === 'bytes' && (firstReadShare ?? 1) > MAX_ESTIMATED_SHARE
  return estimated ? tbtQuality.estimated : tbtQuality.usable
}

function isOneRead({ tokenAt }: RequestRecord): boolean {
  return tokenAt.length > 0 && tokenAt.every((at) => at === tokenAt[0])
}
