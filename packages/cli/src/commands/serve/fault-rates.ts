import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { FaultRate } from '@sagellm-benchmark/reference-engine'

/**
 * Reads `NAME[:rate[:argument]]`; without a rate the fault strikes every request.
 *
 * @throws BenchError `invalid_argument` for a rate outside [0, 1].
 * @example faultRateOf('stall:0.05:2000') // { fault: 'stall:2000', rate: 0.05 }
 */
export function faultRateOf(text: string): FaultRate {
  const [name = '', rateText, argument] = text.split(':')
  const rate = rateText === undefined ? 1 : Number(rateText)
  if (rateText?.trim() === '' || !(rate >= 0 && rate <= 1)) {
    throw invalidArgument('--fault', text, 'give NAME[:rate[:argument]] with a rate from 0 to 1')
  }
  return { fault: argument === undefined ? name : `${name}:${argument}`, rate }
}
