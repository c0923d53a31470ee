import type { PlotRequest } from '../plots/plot-request.js'

/** An interval in one cell: people read its text, a script its two numbers. */
export type IntervalCell = { readonly low: number | null; readonly high: number | null; readonly text: string }

/** A value of a table: raw, as the formats need it. `null` is not known. */
export type Cell = string | number | null | IntervalCell

export type Column = {
  /** Name for machines, with the unit: the CSV header. */
  readonly key: string
  /** Name for people. */
  readonly label: string
  /** Shares are 0 to 1 and shown as per cent; intervals are text for people and two columns in CSV. */
  readonly kind: 'text' | 'number' | 'count' | 'share' | 'interval'
  /** Shares of this column are shown as a small bar too, where a format can. @default false */
  readonly bar?: boolean
}

export type ReportTable = {
  readonly title: string
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly Cell[])[]
  readonly notes?: readonly string[]
  /** What belongs to the table but has no column: shown under it. */
  readonly facts?: readonly Fact[]
  /** Cells, as row and column from 0, that the sample is too small to support: they bear a star. */
  readonly weak?: readonly (readonly [row: number, column: number])[]
  /** Whether the numbers of a column, or those of a row, are of one kind and share their decimals. @default 'column' */
  readonly decimalsBy?: 'column' | 'row'
}

/** One argument of a report that judges: what is claimed and shown in sentences, then the exhibits. */
export type ReportSection = {
  readonly title: string
  readonly facts: readonly Fact[]
  readonly tables: readonly ReportTable[]
  /** Lines quoted as they were found. */
  readonly quote: string | null
}

export type Headline = { readonly label: string; readonly value: string; readonly trust: string | null }

export type Fact = { readonly label: string; readonly value: string }

/** One limit and what became of it, for formats that list checks: JUnit XML, annotations. */
export type ReportCheck = {
  /** What was held against it: the name of a workload. */
  readonly of: string
  readonly name: string
  readonly verdict: 'holds' | 'fails' | 'undecided'
  readonly passed: boolean
  readonly sentence: string
}

/**
 * What a report says, before any format: every artifact kind is put in this form, and every format renders it. Strings are
 * raw and may be hostile; escaping is the format's duty.
 */
export type ReportDocument = {
  readonly title: string
  /** Model, target, date and seed on one line, for pictures. */
  readonly subtitle: string
  /** The result in one sentence. */
  readonly answer: string
  /** The few numbers that the answer is about, each with how far it can be trusted. */
  readonly headlines?: readonly Headline[]
  /** What the answer rests on, a sentence each; for reports that judge. */
  readonly findings?: readonly string[]
  /** What was held against limits; their sentences stand among the findings. @default none */
  readonly checks?: readonly ReportCheck[]
  /** A picture of characters, for formats without charts. */
  readonly sketch?: string
  /** What the reader must know before the numbers: simulated, random weights, client saturated. */
  readonly alerts: readonly string[]
  readonly facts: readonly Fact[]
  /** The first table is the one that CSV gives. */
  readonly tables: readonly ReportTable[]
  /** Follow the first table. @default none */
  readonly sections?: readonly ReportSection[]
  readonly environment: readonly Fact[]
  /** Command that repeats the measurement; `null` where it is not known. */
  readonly reproduce: string | null
  readonly plots: readonly PlotRequest[]
}
