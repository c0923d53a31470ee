import { dirname, join, resolve } from 'node:path'
import { uniqueFileStems } from '@sagellm-benchmark/reporters'
import { type Plot, renderPlot, reportPlots } from '@sagellm-benchmark/reporters/plots'
import { writeNamedFile } from '@sagellm-benchmark/runner/output'
import type { OpenResult } from './open-result.js'

/** How plots are drawn. */
export type PlotRequest = {
  /** @default ['png'] */
  readonly formats?: readonly ('png' | 'pdf' | 'svg')[]
  /** @default 'light' */
  readonly theme?: 'light' | 'dark'
  /** Dots per inch of PNG plots; 96 is about 800 px wide. @default 300 */
  readonly dpi?: number
  /** @default plots, beside the result */
  readonly folder?: string
}

export type WritePlotsOptions = {
  readonly cwd: string
  /** Plots beside those of the reporters package, for artifacts that name them. @default [] */
  readonly own?: readonly Plot[]
}

/**
 * Draws every plot of a result, in every wished format.
 *
 * @returns the paths of the files; none where the result has nothing to draw: no rows and no requests beside it.
 */
export async function writePlots(
  result: OpenResult,
  { formats = ['png'], theme = 'light', dpi = 300, folder: given }: PlotRequest,
  { cwd, own = [] }: WritePlotsOptions,
): Promise<string[]> {
  const plots = await reportPlots(result.input, await result.requests())
  if (plots.length === 0) return []
  const folder = given === undefined ? join(dirname(result.path), 'plots') : resolve(cwd, given)

  const stems = uniqueFileStems(plots.map((each) => each.plot))
  const written: string[] = []
  for (const [at, plot] of plots.entries()) {
    for (const format of new Set(formats)) {
      const path = join(folder, `${stems[at]}.${format}`)
      await writeNamedFile(path, await renderPlot(plot, { format, theme, dpi, plots: own }), { madeOf: result.path })
      written.push(path)
    }
  }
  return written
}
