import { join } from 'node:path'
import { writeFileAtomic } from '@sagellm-benchmark/runner'
import type { CommandIo } from '../../command/define-command.js'
import { openResult } from './open-result.js'
import type { PlotOptions } from '../../options/plot-options.js'
import { renderResult } from './render-result.js'
import { writePlots } from './write-plots.js'

/** The page and the plots of a run that has just been written, where its flags ask for them. */
export async function drawRun(
  folder: string,
  options: PlotOptions & { readonly html: boolean },
  io: CommandIo,
): Promise<void> {
  if (!options.html && !options.plot) return
  const result = await openResult(folder)
  if (options.html) {
    const theme = options.theme ? { theme: options.theme } : {}
    await writeFileAtomic(join(folder, 'report.html'), await renderResult(result, { format: 'html', ...theme }))
  }
  if (options.plot) await writePlots(result, options, io)
}
