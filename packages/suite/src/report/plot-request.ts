import { z } from 'zod'

/** How plots are drawn. Every default is here. */
export const PlotRequest = z.object({
  formats: z
    .array(z.enum(['png', 'pdf', 'svg']))
    .default(['png'])
    .describe('file format of the plots'),
  theme: z.enum(['light', 'dark']).default('light').describe('colours'),
  dpi: z.number().min(36).max(1200).default(300).describe('dots per inch of PNG plots; 96 is about 800 px wide'),
  folder: z.string().optional().describe('folder for the plots [default plots, beside the result]'),
})
export type PlotRequest = z.input<typeof PlotRequest>
