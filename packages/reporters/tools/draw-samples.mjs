// Draws every plot with sample data, light and dark, as PNG, PDF and SVG: for looking at after a change.
// usage, after npx tsup: node tools/draw-samples.mjs FOLDER
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { plotFormats, renderPlot } from '../dist/plots.js'
import { samplePlots } from './sample-plots.mjs'

const [, , folder = 'plots'] = process.argv
if (folder.startsWith('-')) throw new Error(`${folder} is no folder; usage: node tools/draw-samples.mjs FOLDER`)
await mkdir(folder, { recursive: true })
for (const request of samplePlots()) {
  for (const theme of ['light', 'dark']) {
    for (const format of plotFormats) {
      const bytes = await renderPlot(request, { format, theme, dpi: 96 })
      await writeFile(join(folder, `${request.plot}-${theme}.${format}`), bytes)
    }
  }
}
