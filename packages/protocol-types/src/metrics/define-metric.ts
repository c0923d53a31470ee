import type { Statistic } from './statistic.js'

/** `share` is 0 to 1 in a file and per cent in a report. */
export type MetricUnit =
  | 'ms'
  | 'tok/s'
  | 'tok/s/user'
  | 'req/s'
  | 'share'
  | 'requests'
  | 'MB'
  | 'bytes'
  | 'tokens'
  | 'evictions'
  | 'J/token'

/**
 * The places that show a choice of figures rather than all of them.
 * - `summary`: fields of `benchmark_summary.json`, and of the leaderboard's reading of it.
 * - `table`, `terminal`: columns of the table of workloads on a page and in a terminal.
 * - `table_interval`: those of them with their 95 % interval beside them.
 * - `plot`: the panels of the picture that sets workloads side by side.
 * - `tile`: the large numbers on top of a report, and the columns of a leaderboard.
 * - `row`: fields of a row of `perf_results.json` and of a comparison's targets, which are held against a baseline.
 * - `comparison`, `whole_answer`: judged when targets are compared; the latter where answers come whole, so that the first
 *   token cannot be seen.
 * - `regression`: judged by the regression gate.
 * - `claim_decides`, `claim_guards`, `claim_reported`: what a comparison shows of a claim of the convergence profile. One that decides
 *   makes the claim when it is better and refutes it when it is worse; one that guards can only refute it; the others are listed.
 */
export type MetricPlace =
  | 'summary'
  | 'table'
  | 'table_interval'
  | 'plot'
  | 'terminal'
  | 'tile'
  | 'row'
  | 'comparison'
  | 'whole_answer'
  | 'regression'
  | 'claim_decides'
  | 'claim_guards'
  | 'claim_reported'

/** Everything that is known of a metric but its computation, which stands in the metrics package under the same name. */
export interface Metric<Wire extends string = string> {
  /** Name in files, without the statistic: `ttft_ms` gives `avg_ttft_ms`, `p99_ttft_ms` and so on. */
  readonly wire: Wire
  /** Short name for reports. */
  readonly label: string
  /** Name in plain words, for sentences. */
  readonly title: string
  /** Head of a narrow column. @default label and unit */
  readonly heading?: string
  readonly unit: MetricUnit
  /** Which way is better. `neither`: a condition of the measurement, which is reported and never judged. */
  readonly better: 'lower' | 'higher' | 'neither'
  readonly of: 'latency' | 'rate' | 'count'
  readonly statistics: readonly Statistic[]
  /**
   * What its 95 % interval rests on: `requests`: rounds where there are 5 or more, else the single requests; `share`: likewise for a
   * share of the requests; `rounds`: rounds only, because it is one number about all requests together; `slices`: equal slices of its stretch of time; null: it has none.
   */
  readonly interval: 'requests' | 'share' | 'rounds' | 'slices' | null
  /** Which of its figures stand where only a choice does. */
  readonly headline: Partial<Readonly<Record<MetricPlace, readonly Statistic[]>>>
  /** Whether the time that it measures holds the prefill: a prefix cache that answers uninvited could then fake it. */
  readonly needsPrefill: boolean
  /** Whether it rests on the moment of the first token, which an answer that comes whole does not show. @default false */
  readonly needsFirstToken?: boolean
  /** Whether it rests on the time between tokens, which not every stream shows. @default false */
  readonly needsTbt?: boolean
  /** Whether answers of another length would change it, so that targets are compared on it only where lengths agree. @default false */
  readonly needsLength?: boolean
  /** Names under which a service level may limit it, e.g. `ttft_ms<=200`. */
  readonly serviceLevels?: readonly string[]
  /** The version that brought it. A file of an earlier one is read with null in its place. */
  readonly since: string
  /** How it is computed, in the fields of a record. */
  readonly formula: string
  /** One sentence: what it shows, and what to beware of. */
  readonly meaning: string
  /** What other tools call it, by tool; with the difference, where it is not quite the same. */
  readonly elsewhere: Readonly<Record<string, string>>
}

/** Declares a metric. Its formula is `formulas[wire]` of the metrics package; everything else is derived from here. */
export function defineMetric<const M extends Metric>(metric: M): M {
  return metric
}
