import type { Look } from './look.js'
import type { PlotRequest } from './plot-request.js'

/** A Vega-Lite specification without data, size of page and theme; those come from the renderer. */
export type PlotSpec = Readonly<Record<string, unknown>>

/** A kind of picture: one specification for files and for the web page. */
export interface Plot {
  readonly name: string
  /** What it shows, for help and as the alternative text of the picture. */
  readonly description: string
  /** The rows' fields are those that the plot's request documents; scales may follow the data (log where it spans decades). */
  spec(request: PlotRequest, look: Look): PlotSpec
}

/**
 * Declares a plot. The package's own are in the list of `plots.ts`; one of a library user is handed to `renderPlot` and
 * `renderReport` as `plots`.
 */
export function definePlot(plot: Plot): Plot {
  return plot
}
