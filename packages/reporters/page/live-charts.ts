import { parse, type Spec, View } from 'vega'
import { expressionInterpreter } from 'vega-interpreter'
import { compile } from 'vega-lite'
import { assemblePlot } from '../src/plots/assemble-plot.js'
import { cleanRows, hasValues } from '../src/plots/clean-rows.js'
import { look } from '../src/plots/look.js'
import type { PlotRequest } from '../src/plots/plot-request.js'
import { plots } from '../src/plots/plots.js'
import { element } from './element.js'
import { currentTheme } from './theme-button.js'
import { createTooltip } from './tooltip.js'

export type LiveCharts = {
  /** Draws these plots in place of the earlier ones; the scales follow the data. */
  draw(requests: readonly PlotRequest[]): void
}

type Place = { readonly chart: HTMLElement; view: View | null }

/** Charts that are drawn anew as data come in: the same plots as those of the finished report. */
export function createLiveCharts(into: HTMLElement): LiveCharts {
  const showTooltip = createTooltip()
  const places = new Map<string, Place>()

  const placeOf = (request: PlotRequest, description: string): Place => {
    const known = places.get(request.plot)
    if (known) return known
    const chart = element('div', { class: 'chart', role: 'img', 'aria-label': `${request.title}. ${description}.` })
    into.append(element('figure', {}, chart, element('figcaption', {}, `${description}.`)))
    const made: Place = { chart, view: null }
    places.set(request.plot, made)
    return made
  }

  return {
    draw(requests) {
      for (const request of requests) {
        const plot = plots.find((each) => each.name === request.plot)
        if (!plot || !hasValues(request.rows)) continue
        const place = placeOf(request, plot.description)
        const rows = cleanRows(request.rows)
        const { spec, config } = assemblePlot(
          plot,
          { ...request, rows },
          { look: look(currentTheme(), true), title: { text: [request.title], subtitle: [request.subtitle] } },
        )
        const compiled = compile(spec as never, { config: config as never }).spec as Spec
        const data = (compiled.data ?? []).map((each) => (each.name === 'rows' ? { ...each, values: [...rows] } : each))
        place.view?.finalize()
        place.chart.replaceChildren()
        // Expressions are walked as trees; the page's policy forbids making code from them.
        const view = new View(parse({ ...compiled, data } as Spec, undefined, { ast: true }), {
          expr: expressionInterpreter,
          renderer: 'svg',
          container: place.chart,
          hover: true,
          tooltip: showTooltip,
        })
        view.run()
        place.chart.querySelector('svg')?.setAttribute('aria-hidden', 'true')
        place.view = view
      }
    },
  }
}
