import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { FaultRate } from '@sagellm-benchmark/reference-engine'

/**
 * Reads `NAME[@FIRST[-LAST]][:rate[:argument]]`; without a rate the fault strikes every request, without requests it may strike all.
 *
 * @throws BenchError `invalid_argument` for a rate outside [0, 1], and for requests that are no whole numbers from 1.
 * @example faultRateOf('stall:0.05:2000') // { fault: 'stall:2000', rate: 0.05 }
 * @example faultRateOf('engine-gone@12-40') // { fault: 'engine-gone', rate: 1, from: 12, to: 40 }
 */
export function faultRateOf(text: string): FaultRate {
  const [place = '', rateText, argument] = text.split(':')
  const [name = '', requests] = place.split('@')
  const rate = rateText === undefined ? 1 : Number(rateText)
  if (rateText?.trim() === '' || !(rate >= 0 && rate <= 1)) {
    throw invalidArgument('--fault', text, 'give NAME[@FIRST[-LAST]][:rate[:argument]] with a rate from 0 to 1')
  }
  return { fault: argument === undefined ? name : `${name}:${argument}`, rate, ...requestsOf(text, requests) }
}

function requestsOf(text: string, requests: string | undefined): Pick<FaultRate, 'from' | 'to'> {
  if (requests === undefined) return {}
  const [, first, last] = /^([1-9]\d*)(?:-([1-9]\d*))?$/.exec(requests) ?? []
  if (first === undefined)
    throw invalidArgument('--fault', text, 'give the requests as NAME@FIRST or NAME@FIRST-LAST, counted from 1')
  return last === undefined ? { from: Number(first) } : { from: Number(first), to: Number(last) }
}
