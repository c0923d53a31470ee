import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import { Amount } from '@sagellm-benchmark/protocol-types/sessions'

const number = '(\\d+(?:\\.\\d+)?)'
const plain = new RegExp(`^${number}$`)
const range = new RegExp(`^${number}-${number}$`)
const drawn = new RegExp(`^(normal|lognormal):${number}:${number}$`)
const exponential = new RegExp(`^exponential:${number}$`)

/**
 * A number that is the same each time, or drawn.
 *
 * @throws BenchError `invalid_argument` naming the flag.
 * @example amountOf('--turns', '2-6') // { kind: 'uniform', min: 2, max: 6 }
 */
export function amountOf(flag: string, text: string): Amount {
  const found = read(text)
  const amount = found === null ? null : Amount.safeParse(found)
  if (amount?.success) return amount.data
  throw invalidArgument(
    flag,
    text,
    'give a number, 2-6, normal:5:2, lognormal:5:3 (mean and deviation) or exponential:5',
  )
}

function read(text: string): unknown {
  const [, only] = plain.exec(text) ?? []
  if (only !== undefined) return Number(only)
  const [, min, max] = range.exec(text) ?? []
  if (min !== undefined)
    return Number(min) <= Number(max) ? { kind: 'uniform', min: Number(min), max: Number(max) } : null
  const [, kind, mean, std] = drawn.exec(text) ?? []
  if (kind !== undefined) return { kind, mean: Number(mean), std: Number(std) }
  const [, rate] = exponential.exec(text) ?? []
  return rate === undefined ? null : { kind: 'exponential', mean: Number(rate) }
}
