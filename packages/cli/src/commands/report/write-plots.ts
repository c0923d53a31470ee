import { mkdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { uniqueFileStems } from '@sagellm-benchmark/reporters'
import { renderPlot, reportPlots } from '@sagellm-benchmark/reporters/plots'
import { writeFileAtomic } from '@sagellm-benchmark/runner'
import type { CommandIo } from '../../command/define-command.js'
import type { OpenResult } from './open-result.js'
import type { PlotOptions } from '../../options/plot-options.js'

/**
 * Draws every plot of a result, in every wished format, into `--plot-dir` or `plots` beside the result.
 *
 * @returns the paths of the files, which are also told on standard error; none where the result has nothing to draw.
 */
export async function writePlots(result: OpenResult, options: PlotOptions, io: CommandIo): Promise<string[]> {
  const plots = await reportPlots(result.input, result.records())
  if (plots.length === 0) {
    io.stderr.write(`${result.path} holds nothing that can be drawn: it has no rows and no requests beside it\n`)
    return []
  }
  const folder = options.plotDir === undefined ? join(dirname(result.path), 'plots') : resolve(io.cwd, options.plotDir)
  await mkdir(folder, { recursive: true })

  const stems = uniqueFileStems(plots.map((each) => each.plot))
  const written: string[] = []
  for (const [at, plot] of plots.entries()) {
    for (const format of new Set(options.plotFormat)) {
      const path = join(folder, `${stems[at]}.${format}`)
      await writeFileAtomic(path, await renderPlot(plot, { format, theme: options.theme ?? 'light', dpi: options.dpi }))
      io.stderr.write(`plot: ${path}\n`)
      written.push(path)
    }
  }
  return written
}
