import type * as Vega from 'vega'
import { cleanRows } from './clean-rows.js'
import { compilePlot } from './compile-plot.js'
import type { Plot } from './define-plot.js'
import { type FontMetrics, loadFonts } from './font-metrics.js'
import { look, type Theme } from './look.js'
import type { PlotRequest } from './plot-request.js'

/**
 * A plot as SVG that names the fonts of this package; `renderPlot` makes self-contained files of it.
 *
 * @returns text of an SVG document, about 800 px wide.
 */
export async function renderSvg(request: PlotRequest, theme: Theme, own?: readonly Plot[]): Promise<string> {
  const vega = await import('vega')
  useRealTextWidths(vega, await loadFonts())
  const spec = await compilePlot(request, look(theme), own)
  const { expressionInterpreter } = await import('vega-interpreter')
  // Expressions are interpreted, not compiled: no code is ever made from strings.
  const runtime = vega.parse(withRows(spec, request), undefined, { ast: true })
  const view = new vega.View(runtime, { expr: expressionInterpreter, renderer: 'none', logLevel: vega.Error })
  try {
    // The PDF writer stumbles over Vega's way of writing a solid line.
    return roundedNumbers(stableIds((await view.toSVG()).replace(/ stroke-dasharray="1,0"/g, '')))
  } finally {
    view.finalize()
  }
}

type VegaSpec = Awaited<ReturnType<typeof compilePlot>>

function withRows(spec: VegaSpec, request: PlotRequest): VegaSpec {
  const rows = cleanRows(request.rows)
  const data = (spec.data ?? []).map((each) => (each.name === 'rows' ? { ...each, values: [...rows] } : each))
  return { ...spec, data } as VegaSpec
}

type TextItem = { readonly fontSize?: number; readonly fontWeight?: string | number; readonly limit?: number }

/** Without a canvas Vega guesses text widths, far too wide; ours come from the font that draws them. */
function useRealTextWidths(vega: typeof Vega, { textWidth }: FontMetrics): void {
  const metrics = (vega as unknown as { textMetrics: { width(item: TextItem, text: unknown): number } }).textMetrics
  metrics.width = (item, text) =>
    textWidth(String(text ?? ''), {
      fontSize: item.fontSize ?? 11,
      bold: item.fontWeight === 'bold' || Number(item.fontWeight) >= 600,
    })
}

/** Vega numbers its ids through the life of the process; the same picture shall be the same bytes. */
function stableIds(svg: string): string {
  const names = new Map<string, string>()
  for (const [, id = ''] of svg.matchAll(/ id="([^"]+)"/g)) names.set(id, `id${names.size}`)
  return svg.replace(/ id="([^"]+)"|url\(#([^)]+)\)/g, (whole, id?: string, reference?: string) => {
    const name = names.get(id ?? reference ?? '')
    return name === undefined ? whole : id === undefined ? `url(#${name})` : ` id="${name}"`
  })
}

/** Two decimals are a fiftieth of a pixel; Vega writes fifteen, which is most of the file. */
export function roundedNumbers(svg: string): string {
  return svg.replace(
    / (d|transform|x|y|x1|x2|y1|y2|width|height|cx|cy|r)="([^"]*)"/g,
    (_, name: string, value: string) => {
      const short = value.replace(/-?\d+\.\d{3,}(e-?\d+)?/g, (number) => String(Number(Number(number).toFixed(2))))
      return ` ${name}="${short}"`
    },
  )
}
