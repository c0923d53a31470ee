import { join } from 'node:path'
import type { CollectedRequests } from '@sagellm-benchmark/reporters'
import { writeFileAtomic } from '@sagellm-benchmark/runner'
import { openResult } from './open-result.js'
import { renderResult } from './render-result.js'
import type { PlotRequest } from './plot-request.js'
import { writePlots } from './write-plots.js'

export type DrawRunOptions = {
  readonly html: boolean
  /** Of the page. */
  readonly theme: 'light' | 'dark' | undefined
  readonly plots: PlotRequest | null
  readonly cwd: string
  /** Of the journal, read once for this and everything else. */
  readonly requests: CollectedRequests
}

/**
 * The page and the plots of a run that has just been written, where they are wanted.
 *
 * @returns the paths of the plots.
 */
export async function drawRun(folder: string, options: DrawRunOptions): Promise<string[]> {
  const { html, theme, plots, cwd, requests } = options
  const result = await openResult(folder, { requests })
  if (html) {
    await writeFileAtomic(
      join(folder, 'report.html'),
      await renderResult(result, { format: 'html', ...(theme ? { theme } : {}) }),
    )
  }
  return plots ? writePlots(result, plots, { cwd }) : []
}
