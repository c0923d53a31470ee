import type { Plot } from './define-plot.js'
import { type Look, vegaConfig } from './look.js'
import type { PlotRequest } from './plot-request.js'

export type PlotTitle = { readonly text: readonly string[]; readonly subtitle: readonly string[] }

/** A plot as a Vega-Lite specification with its title and look, its rows left out: the data set is named `rows`. */
export function assemblePlot(
  plot: Plot,
  request: PlotRequest,
  options: { readonly look: Look; readonly title: PlotTitle },
): { readonly spec: Record<string, unknown>; readonly config: Record<string, unknown> } {
  const spec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description: `${options.title.text.join(' ')}. ${plot.description}.`,
    title: options.title,
    data: { name: 'rows' },
    ...plot.spec(request, options.look),
  }
  return { spec, config: vegaConfig(options.look) }
}
