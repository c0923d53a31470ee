/** One metric that targets are compared on. */
export type HeadlineMetric = {
  /** Wire name. */
  readonly name: string
  readonly better: 'lower' | 'higher'
  /** A percentile says something only about many requests, so it is taken over blocks of rounds. */
  readonly over: 'rounds' | 'blocks'
  /** Whether a prefix cache that answers uninvited could fake it. */
  readonly cacheSensitive: boolean
}

/** What every comparison judges, beside the error rate. */
export const headlineMetrics: readonly HeadlineMetric[] = [
  { name: 'avg_ttft_ms', better: 'lower', over: 'rounds', cacheSensitive: true },
  { name: 'p99_ttft_ms', better: 'lower', over: 'blocks', cacheSensitive: true },
  { name: 'avg_tbt_ms', better: 'lower', over: 'rounds', cacheSensitive: false },
  { name: 'p99_tbt_ms', better: 'lower', over: 'blocks', cacheSensitive: false },
  { name: 'avg_throughput_tps', better: 'higher', over: 'rounds', cacheSensitive: false },
  { name: 'output_throughput_tps', better: 'higher', over: 'rounds', cacheSensitive: false },
  { name: 'request_throughput_rps', better: 'higher', over: 'rounds', cacheSensitive: false },
]

/** What is judged instead where answers come whole: the first token cannot be told from the last. */
export const wholeAnswerMetrics: readonly HeadlineMetric[] = [
  { name: 'avg_e2el_ms', better: 'lower', over: 'rounds', cacheSensitive: false },
  { name: 'p99_e2el_ms', better: 'lower', over: 'blocks', cacheSensitive: false },
  { name: 'avg_throughput_tps', better: 'higher', over: 'rounds', cacheSensitive: false },
  { name: 'output_throughput_tps', better: 'higher', over: 'rounds', cacheSensitive: false },
  { name: 'request_throughput_rps', better: 'higher', over: 'rounds', cacheSensitive: false },
]
