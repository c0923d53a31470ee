/** Latencies by the names that other tools give them, as limits here call them. */
const metrics: Readonly<Record<string, string>> = {
  ttft: 'ttft',
  time_to_first_token: 'ttft',
  itl: 'tbt',
  tpot: 'tbt',
  inter_token_latency: 'tbt',
  latency: 'e2e',
  e2el: 'e2e',
  request_latency: 'e2e',
}
const statistics: ReadonlySet<string> = new Set(['avg', 'p50', 'p90', 'p95', 'p99'])
const signs: Readonly<Record<string, string>> = { '<': '<', '<=': '<=', lt: '<', le: '<=' }

type ForeignLimit = {
  readonly metric: string
  readonly statistic: string
  readonly sign: string
  readonly value: number
  /** Of latencies. */
  readonly unit: 'ms' | 's'
}

/**
 * A limit of another tool's search in the grammar of `--slo`.
 *
 * @returns `null` for what no search here can decide: a figure that does not get worse with the load, or a statistic that no number of
 *   requests shows.
 * @example sloText({ metric: 'ttft', statistic: 'p99', sign: '<=', value: 0.5, unit: 's' }) // 'ttft.p99<=500'
 */
export function sloText({ metric, statistic, sign, value, unit }: ForeignLimit): string | null {
  const own = metrics[metric]
  const ownStatistic = { mean: 'avg', median: 'p50' }[statistic] ?? statistic
  const ownSign = signs[sign]
  if (own === undefined || !statistics.has(ownStatistic) || ownSign === undefined || !(value > 0)) return null
  return `${own}.${ownStatistic}${ownSign}${Number((value * (unit === 's' ? 1000 : 1)).toPrecision(12))}`
}
