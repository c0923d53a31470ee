export type PlotValue = string | number | boolean | null

/** Which plot, and the rows it draws: JSON data with wire field names. Strings are raw and may be hostile. */
export type PlotRequest = {
  /** Name of a plot: one of `plots`, or one that is handed to the function that draws. */
  readonly plot: string
  readonly title: string
  /** Model, target, date and seed: the second line of the picture. */
  readonly subtitle: string
  readonly rows: readonly Readonly<Record<string, PlotValue>>[]
}
