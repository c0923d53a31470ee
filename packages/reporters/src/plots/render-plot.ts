import type { Plot } from './define-plot.js'
import { type FontMetrics, fontPath, loadFonts } from './font-metrics.js'
import { look, type Theme } from './look.js'
import type { PlotRequest } from './plot-request.js'
import { renderSvg, roundedNumbers } from './render-svg.js'

export const plotFormats = ['png', 'pdf', 'svg'] as const
export type PlotFormat = (typeof plotFormats)[number]

export type RenderPlotOptions = {
  readonly format: PlotFormat
  /** @default 'light' */
  readonly theme?: Theme
  /** Of a PNG: 96 gives about 800 px of width. @default 192 */
  readonly dpi?: number
  /** Plots beside those of the package, for a request that names one. @default [] */
  readonly plots?: readonly Plot[]
}

/**
 * A plot as a file that looks the same everywhere: fonts are embedded (PDF), drawn (PNG) or turned into paths (SVG).
 *
 * @returns the bytes of the file.
 * @throws BenchError `invalid_argument` for a plot that does not exist.
 */
export async function renderPlot(request: PlotRequest, options: RenderPlotOptions): Promise<Uint8Array> {
  const theme = options.theme ?? 'light'
  const svg = await renderSvg(request, theme, options.plots)
  if (options.format === 'pdf') return toPdf(svg, { theme, title: request.title })
  return toPixelsOrPaths(svg, { ...options, theme })
}

type Rendering = RenderPlotOptions & { readonly theme: Theme }

async function toPixelsOrPaths(svg: string, options: Rendering): Promise<Uint8Array> {
  const { Resvg } = await import('@resvg/resvg-js')
  const resvg = new Resvg(svg, {
    // System fonts differ from machine to machine; these do not.
    font: {
      loadSystemFonts: false,
      fontFiles: [fontPath('regular'), fontPath('bold'), fontPath('chinese')],
      defaultFontFamily: 'Inter',
      sansSerifFamily: 'Inter',
    },
    fitTo: { mode: 'zoom', value: options.format === 'svg' ? 1 : (options.dpi ?? 192) / 96 },
    background: look(options.theme).palette.background,
  })
  return options.format === 'svg' ? new TextEncoder().encode(roundedNumbers(resvg.toString())) : resvg.render().asPng()
}

async function toPdf(svg: string, options: { theme: Theme; title: string }): Promise<Uint8Array> {
  const { default: PdfDocument } = await import('pdfkit')
  const { default: svgToPdf } = await import('svg-to-pdfkit')
  const fonts = await loadFonts()
  const [width = 800, height = 600] = (/viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? []).slice(1).map(Number)
  // A fixed date keeps the bytes the same for the same data.
  const document = new PdfDocument({
    size: [width, height],
    margin: 0,
    info: { Title: options.title, CreationDate: new Date(0) },
  })
  for (const name of ['regular', 'bold', 'chinese'] as const) document.registerFont(name, fontPath(name))
  const parts: Uint8Array[] = []
  const done = new Promise<void>((resolve, reject) => document.on('end', resolve).on('error', reject))
  document.on('data', (part: Uint8Array) => parts.push(part))

  document.rect(0, 0, width, height).fill(look(options.theme).palette.background)
  svgToPdf(document, wholeTextInOneFont(svg, fonts), 0, 0, {
    assumePt: true,
    fontCallback: (family: string, bold: boolean) => (family === 'chinese' ? 'chinese' : bold ? 'bold' : 'regular'),
  })
  document.end()
  await done
  return Buffer.concat(parts)
}

/** The PDF writer has no fall-back from font to font: a text with a character that Inter lacks is set in the Chinese font. */
function wholeTextInOneFont(svg: string, { isLatin }: FontMetrics): string {
  return svg.replace(
    /<text\b([^>]*)font-family="[^"]*"([^>]*)>([\s\S]*?)<\/text>/g,
    (whole, before, after, content) => {
      const lacking = [...String(content)].some((character) => {
        const code = character.codePointAt(0) as number
        return code > 0x7f && !isLatin(code)
      })
      return lacking ? `<text${before}font-family="chinese"${after}>${content}</text>` : whole
    },
  )
}
