/** What the page's script is given, as JSON inside the page. Written by `html-report.ts`, read by `page/`. */
export type PagePayload = {
  readonly charts: readonly PageChart[]
  readonly requests: PageRequests | null
}

export type PageChart = {
  readonly plot: string
  /** Vega specifications without rows, one a theme. */
  readonly light: unknown
  readonly dark: unknown
  readonly rows: PackedRows
}

/** Rows as columns: names once, repeated texts once. */
export type PackedRows = { readonly length: number; readonly columns: Readonly<Record<string, PackedColumn>> }

export type PackedColumn =
  | { readonly values: readonly (number | string | boolean | null)[] }
  | { readonly texts: readonly string[]; readonly at: readonly (number | null)[] }

/** Requests by start. Times are whole hundredths of a millisecond since `start`, `start` itself since the request before. */
export type PageRequests = {
  readonly length: number
  readonly ids: readonly string[]
  readonly workload: PackedColumn
  /** Failure class, or the finish reason of a success. */
  readonly outcome: PackedColumn
  readonly failed: readonly (0 | 1)[]
  readonly message: PackedColumn
  readonly flags: PackedColumn
  readonly start: readonly number[]
  readonly scheduled: readonly number[]
  readonly sent: readonly (number | null)[]
  readonly headers: readonly (number | null)[]
  readonly first: readonly (number | null)[]
  readonly last: readonly (number | null)[]
  readonly end: readonly number[]
  readonly inputTokens: readonly (number | null)[]
  readonly outputTokens: readonly (number | null)[]
  readonly tbt: readonly (number | null)[]
}
