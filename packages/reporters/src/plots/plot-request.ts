/** Which plot, and the rows it draws: JSON data with wire field names. */
export type PlotRequest = {
  /** Name of a `definePlot`. */
  readonly plot: string
  readonly title: string
  /** Model, target, date and seed: the second line of the picture. */
  readonly subtitle: string
  readonly rows: readonly Record<string, string | number | boolean | null>[]
}
