/**
 * What is made of a sample of values: an object, from which its name is made. Names are looked up where a file holds them, and
 * never taken apart. `whole` is a figure of the run as a whole, which has one value and no sample.
 */
export type Statistic =
  | { readonly kind: 'mean' | 'std' | 'min' | 'max' | 'whole' }
  /** `p` is a share in (0, 1): 0.999 is p999. */
  | { readonly kind: 'percentile'; readonly p: number }

/** The decimals of a share, at least two of them: 0.5 is `50`, 0.999 is `999`. */
type Decimals<P extends number> = `${P}` extends `0.${infer All}`
  ? All extends `${infer One}${infer Rest}`
    ? Rest extends ''
      ? `${One}0`
      : All
    : never
  : never

/** What `statisticName` makes, as a type. */
export type StatisticName<S extends Statistic> = S extends {
  readonly kind: 'percentile'
  readonly p: infer P extends number
}
  ? `p${Decimals<P>}`
  : S extends { readonly kind: 'mean' }
    ? 'avg'
    : S extends { readonly kind: 'whole' }
      ? ''
      : S['kind']

/**
 * The name that stands before a metric's: the prefix of its figures.
 *
 * @example statisticName({ kind: 'percentile', p: 0.999 }) // 'p999'
 */
export function statisticName(statistic: Statistic): string {
  switch (statistic.kind) {
    case 'percentile':
      return `p${String(statistic.p).slice('0.'.length).padEnd(2, '0')}`
    case 'mean':
      return 'avg'
    case 'whole':
      return ''
    default:
      return statistic.kind
  }
}

export const mean = { kind: 'mean' } as const
export const whole = { kind: 'whole' } as const
export const std = { kind: 'std' } as const
export const min = { kind: 'min' } as const
export const max = { kind: 'max' } as const
export const p50 = { kind: 'percentile', p: 0.5 } as const
const p90 = { kind: 'percentile', p: 0.9 } as const
const p95 = { kind: 'percentile', p: 0.95 } as const
export const p99 = { kind: 'percentile', p: 0.99 } as const
const p999 = { kind: 'percentile', p: 0.999 } as const

/** What every latency is given with. */
export const latencyStatistics = [mean, p50, p90, p95, p99, p999, std, min, max] as const
