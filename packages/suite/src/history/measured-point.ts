/** What one result file says of one load. */
export type MeasuredPoint = {
  /** The program that measured, in whose definitions the figures are. */
  readonly tool: string
  /** What was measured, as far as it has a name; a version is part of the environment. */
  readonly engine: string | null
  /** Name and load: points that agree in it were asked for the same. */
  readonly workload: string
  readonly model: string | null
  readonly hardware: string | null
  readonly simulated: boolean
  /** ISO 8601, UTC; `null`: the file does not say. */
  readonly measuredAt: string | null
  readonly source: string
  /** Where the server was; `null`: not known. */
  readonly url: string | null
  /** Versions, settings and flags that may have changed a figure. */
  readonly environment: Readonly<Record<string, string>>
  /** By wire name of the figure; `null`: the file does not have it. */
  readonly figures: Readonly<Record<string, number | null>>
  /** Unit and better side of figures that are not in the catalogue of metrics. @default none */
  readonly own?: Readonly<Record<string, OwnFigure>>
  /** Why it claims nothing; `null`: it does. */
  readonly withheld: string | null
}

/** A figure that a history is judged on, and that no request has. */
export type OwnFigure = { readonly unit: string | null; readonly better: 'lower' | 'higher' | 'neither' }
