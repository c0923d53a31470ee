/** One measurement as the page shows it: plain values, `null` where a file does not say. */
export type DashboardRow = {
  readonly scenario: string
  readonly entry: string
  readonly model: string | null
  /** ISO 8601; rows of one scenario, entry and model are a history in this order. */
  readonly at: string | null
  readonly figures: Readonly<Record<string, number | null>>
  readonly errorRate: number | null
  readonly simulated: boolean
  readonly flags: readonly string[]
  readonly source: string
}

/** A figure that a column shows, and in which direction it is better. */
export type DashboardColumn = { readonly name: string; readonly label: string; readonly better: 'higher' | 'lower' }

/** What the script of the page gets. */
export type DashboardPayload = {
  readonly columns: readonly DashboardColumn[]
  readonly rows: readonly DashboardRow[]
  /** Name of the column that sorts at first. */
  readonly sortBy: string
}
