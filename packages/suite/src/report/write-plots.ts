import { dirname, join, resolve } from 'node:path'
import { uniqueFileStems } from '@sagellm-benchmark/reporters'
import { type Plot, renderPlot, reportPlots } from '@sagellm-benchmark/reporters/plots'
import { writeNamedFile } from '@sagellm-benchmark/runner/output'
import { checkedInput } from '../plan/checked-input.js'
import type { OpenResult } from './open-result.js'
import { PlotRequest } from './plot-request.js'

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
  request: PlotRequest,
  { cwd, own = [] }: WritePlotsOptions,
): Promise<string[]> {
  const {
    formats,
    theme,
    dpi,
    folder: given,
  } = checkedInput(PlotRequest, request, {
    problem: 'the plots cannot be drawn',
    schemaName: 'PlotRequest',
  })
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
