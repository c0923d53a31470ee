import { BenchError, type RequestRecord } from '@sagellm-benchmark/protocol-types'
import { createGrowingSamples } from '../overhead/growing-samples.js'

export type StampErrorOptions = {
  /** Records' axis to CLOCK_MONOTONIC, ms. */
  readonly toMonotonicMs: number
  readonly writesOf: (requestId: string) => Promise<readonly number[] | null>
}

/** Client stamp minus server's write stamp, ms, ascending. */
export type StampErrors = { readonly first: Float64Array; readonly later: Float64Array }

/** The two clocks are compared to within some microseconds: a token that was read earlier than this before its write, ms, shows a fault. */
const EARLIEST_MS = -0.1

/**
 * Compares every token's stamp with the moment the server wrote it. Failed requests are left out.
 *
 * @throws BenchError `internal` when client and server disagree on the number of tokens, or a token was read before it
 *   was written: the comparison itself would be wrong.
 */
export async function stampErrors(
  records: readonly RequestRecord[],
  { toMonotonicMs, writesOf }: StampErrorOptions,
): Promise<StampErrors> {
  const first = createGrowingSamples()
  const later = createGrowingSamples()
  for (const { requestId, tokenAt, errorClass } of records) {
    if (errorClass !== null) continue
    const writes = await writesOf(requestId)
    if (writes?.length !== tokenAt.length) throw mismatch(requestId, tokenAt.length, writes?.length ?? null)
    tokenAt.forEach((at, index) => {
      const error = at + toMonotonicMs - (writes[index] as number)
      if (error < EARLIEST_MS) throw early(requestId, error)
      ;(index === 0 ? first : later).push(error)
    })
  }
  return { first: first.values().slice().sort(), later: later.values().slice().sort() }
}

function mismatch(requestId: string, read: number, written: number | null): BenchError {
  return new BenchError(
    'internal',
    `${requestId}: the client stamped ${read} tokens, the server wrote ${written ?? 'none it knows of'}`,
    {
      hint: 'the calibration server must write one token a chunk and keep the stamps of all of them',
    },
  )
}

function early(requestId: string, error: number): BenchError {
  return new BenchError('internal', `${requestId}: a token was read ${(-error).toFixed(2)} ms before it was written`, {
    hint: 'client and server must run on one machine and stamp with CLOCK_MONOTONIC',
  })
}
