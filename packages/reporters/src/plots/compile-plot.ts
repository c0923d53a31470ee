import { withoutSecrets } from '@sagellm-benchmark/protocol-types/edge'
import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { Spec } from 'vega'
import { visibleText } from '../text/visible-text.js'
import { assemblePlot } from './assemble-plot.js'
import { cleanRows, hasValues } from './clean-rows.js'
import type { Plot } from './define-plot.js'
import { type FontMetrics, loadFonts } from './font-metrics.js'
import type { Look } from './look.js'
import type { PlotRequest } from './plot-request.js'
import { plotNamed } from './plot-named.js'

/** Widest title line, px: what fits on the narrowest of our pictures is cut or wrapped to this. */
const titleWidth = 690

/** Max lines of a title or subtitle. */
const titleLines = 3

/**
 * A plot as a Vega specification without its rows, which belong into the data set `rows`: the same for a file and a page.
 *
 * @throws BenchError `invalid_argument` for a plot that does not exist.
 */
export async function compilePlot(request: PlotRequest, look: Look, own?: readonly Plot[]): Promise<Spec> {
  const plot = plotNamed(request.plot, own)
  if (!hasValues(request.rows)) {
    throw invalidArgument(
      'rows',
      `${request.rows.length} rows without a number`,
      `there is nothing to draw for ${plot.name}`,
    )
  }
  const cleaned = { ...request, rows: cleanRows(request.rows) }
  const { compile } = await import('vega-lite')
  const fonts = await loadFonts()
  const title = {
    text: wrapped(request.title, fonts, { fontSize: 17, bold: true }),
    subtitle: wrapped(request.subtitle, fonts, { fontSize: 12 }),
  }
  const { spec, config } = assemblePlot(plot, cleaned, { look, title })
  // The specs are plain data, made by the functions above and tested one by one; the compiler checks them again.
  const quiet = { level: () => quiet, error: fail, warn: () => quiet, info: () => quiet, debug: () => quiet }
  return compile(spec as never, { config: config as never, logger: quiet as never }).spec as Spec
}

function fail(...reasons: unknown[]): never {
  throw new Error(reasons.map(String).join(' '))
}

type Font = { readonly fontSize: number; readonly bold?: boolean }

function wrapped(text: string, { textWidth }: FontMetrics, font: Font): string[] {
  const lines: string[] = []
  let line = ''
  // Chinese has no spaces to break at: any of its characters may start a line.
  for (const word of visibleText(withoutSecrets(text), 400).match(
    /[\u3000-\u9fff\uff00-\uffef]|[^\s\u3000-\u9fff\uff00-\uffef]+\s*|\s+/gu,
  ) ?? []) {
    if (line !== '' && textWidth(line + word.trimEnd(), font) > titleWidth) {
      lines.push(line.trimEnd())
      line = ''
    }
    line += word
    while (textWidth(line, font) > titleWidth) line = `${line.slice(0, -2)}…`
  }
  if (line !== '') lines.push(line.trimEnd())
  return lines.length > titleLines ? [...lines.slice(0, titleLines - 1), `${lines[titleLines - 1]}…`] : lines
}
