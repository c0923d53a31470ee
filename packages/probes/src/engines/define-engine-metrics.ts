import type { ServerTelemetry } from '@sagellm-benchmark/protocol-types/telemetry'

export type GaugeName = keyof ServerTelemetry['gauges'] & string
export type CounterName = keyof ServerTelemetry['counters'] & string
export type LatencyName = keyof ServerTelemetry['latencies'] & string

/** How one quantity is called on the page of one engine. */
export type MetricReference = {
  /** Names, newest first; the first that the page has counts, so that an old and a new name are never added up. */
  readonly names: readonly string[]
  /** Names that are added to it where the page has them, for an engine that counts the parts of a quantity apart. @default none */
  readonly plus?: readonly string[]
  /** Only series with these values of a label. @default all */
  readonly only?: Readonly<Record<string, RegExp>>
  /**
   * How the label sets (ranks, models, replicas) become one number. A share cannot be added up.
   * @default sum
   */
  readonly combine?: 'sum' | 'max'
}

/** The metric names of one engine. Counters may be written with or without `_total`. */
export type EngineMetrics = {
  /** One of `engines` in protocol-types, as in the file's name: `vllm`; an engine of your own has a name of your own. */
  readonly engine: string
  readonly description: string
  /** Where the names were found, and what to know about them. */
  readonly notes: string
  readonly gauges: Readonly<Partial<Record<GaugeName, MetricReference>>>
  readonly counters: Readonly<Partial<Record<CounterName, MetricReference>>>
  /** Histograms in seconds. */
  readonly latencies: Readonly<Partial<Record<LatencyName, MetricReference>>>
}

/**
 * Declares the metric names of an engine. The package's own are one file of this folder each, and a line in the list; one of a
 * library user is handed to `observeTarget` in `engines`.
 */
export function defineEngineMetrics(table: EngineMetrics): EngineMetrics {
  return table
}

/** Prefixes of one engine, the usual first: what puts its page together may write them in another way. */
export type Prefix = string | readonly string[]

/** Names that share a prefix, or each of several. */
export function named(prefix: Prefix, ...names: string[]): MetricReference {
  return { names: names.flatMap((name) => [prefix].flat().map((each) => each + name)) }
}

/** A sum of names that share a prefix: the first and those in `plus`. */
export function sumOf(prefix: string, name: string, ...plus: string[]): MetricReference {
  return { ...named(prefix, name), plus: plus.map((each) => prefix + each) }
}

/** Shares in [0, 1]: the highest of the label sets, because the fullest cache is the one that preempts. */
export function highest(prefix: Prefix, ...names: string[]): MetricReference {
  return { ...named(prefix, ...names), combine: 'max' }
}
