import type { PlotRequest } from '@sagellm-benchmark/suite'
import { z } from 'zod'

/** The flags of every command that draws plots. */
export const plotOptions = {
  plot: z.boolean().default(false).describe('draw the plots of the result'),
  plotFormat: z
    .array(z.enum(['png', 'pdf', 'svg']))
    .default(['png'])
    .describe('file format of the plots'),
  theme: z
    .enum(['light', 'dark'])
    .optional()
    .describe("colours [default light; the HTML page follows its reader's system]"),
  dpi: z.number().min(36).max(1200).default(300).describe('dots per inch of PNG plots; 96 is about 800 px wide'),
  plotDir: z.string().optional().describe('folder for the plots [default plots, beside the result]'),
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
