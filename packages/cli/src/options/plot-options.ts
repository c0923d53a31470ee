import { PlotRequest } from '@sagellm-benchmark/suite/plans'
import { z } from 'zod'

/** The flags of every command that draws plots. */
export const plotOptions = {
  plot: z.boolean().default(false).describe('draw the plots of the result'),
  plotFormat: PlotRequest.shape.formats,
  theme: z
    .enum(['light', 'dark'])
    .optional()
    .describe("colours [default light; the HTML page follows its reader's system]"),
  dpi: PlotRequest.shape.dpi,
  plotDir: PlotRequest.shape.folder,
} as const

export type PlotOptions = z.infer<z.ZodObject<typeof plotOptions>>

/** How plots are drawn; `null` where the flags ask for none. */
export function plotRequest(options: PlotOptions): PlotRequest | null {
  if (!options.plot) return null
  const { plotFormat: formats, theme, dpi, plotDir } = options
  return {
    formats,
    dpi,
    ...(theme === undefined ? {} : { theme }),
    ...(plotDir === undefined ? {} : { folder: plotDir }),
  }
}
