/** One measured value of a metrics page. */
export type MetricSample = {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  /** May be NaN or infinite: a page may say so. */
  readonly value: number
  /** Unix milliseconds, where the page gives a time. */
  readonly timestampMs: number | null
  readonly exemplar: MetricExemplar | null
  /** Line of the page, from 1; `null` where the page was JSON. */
  readonly line: number | null
}

export type MetricExemplar = {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
  readonly timestampMs: number | null
}

/** What the page says about a name: `# TYPE`, `# HELP`, `# UNIT`. */
export type MetricFamily = { readonly type: string | null; readonly help: string | null; readonly unit: string | null }

/** A metrics page, whatever its format was. */
export type MetricPage = {
  readonly format: 'prometheus' | 'openmetrics' | 'json'
  readonly samples: readonly MetricSample[]
  readonly families: ReadonlyMap<string, MetricFamily>
  /** Lines that are neither a sample nor a comment; they are left out, and counted. */
  readonly malformedLines: number
  /** The first of them, from 1. */
  readonly firstMalformedLine: number | null
}
