import { parse, type Spec, View } from 'vega'
import { expressionInterpreter } from 'vega-interpreter'
import type { PageChart } from '../src/html/page-payload.js'
import { unpackRows } from './unpack-rows.js'
import { element } from './element.js'
import { currentTheme, type Theme } from './theme-button.js'
import { createTooltip } from './tooltip.js'

export type Charts = {
  /** Draws all again, in the colours of now. */
  redraw(): void
  /** Draws other rows with the specification of a chart of the page; nothing where the page has no such chart. */
  draw(plot: string, into: HTMLElement, options: { rows: readonly object[]; title: string }): void
}

/** The page's charts, each drawn when it comes near the window: a reader sees the answer first. */
export function createCharts(charts: readonly PageChart[]): Charts {
  const showTooltip = createTooltip()
  const drawn = new Map<HTMLElement, () => void>()

  const draw = (into: HTMLElement, spec: Spec) => {
    // Expressions are walked as trees; the page's policy forbids making code from them.
    const view = new View(parse(spec, undefined, { ast: true }), {
      expr: expressionInterpreter,
      renderer: 'svg',
      container: into,
      hover: true,
      tooltip: showTooltip,
    })
    view.run()
    // The figure is one image with a text; its thousand marks are not for a screen reader.
    into.querySelector('svg')?.setAttribute('aria-hidden', 'true')
    return () => {
      view.finalize()
      into.replaceChildren()
    }
  }

  const places = charts.flatMap((chart, at) => {
    const into = document.getElementById(`chart-${at}`)
    return into ? [{ chart, into, rows: lazily(() => unpackRows(chart.rows)) }] : []
  })
  const show = ({ chart, into, rows }: (typeof places)[number], theme: Theme = currentTheme()) => {
    drawn.get(into)?.()
    drawn.set(into, draw(into, withRows(chart[theme] as Spec, rows())))
  }

  const observer = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        const place = entry.isIntersecting && places.find((each) => each.into === entry.target)
        if (!place) continue
        observer.unobserve(place.into)
        // One chart a task: the page answers to keys and wheel between them.
        setTimeout(() => show(place))
      }
    },
    { rootMargin: '300px' },
  )
  for (const place of places) {
    observer.observe(place.into)
    place.into.after(...controlsOf(place.chart, () => show(place)))
  }

  // Paper is white, and it shows what was never scrolled to.
  addEventListener('beforeprint', () => places.forEach((place) => show(place, 'light')))
  addEventListener('afterprint', () => places.forEach((place) => show(place)))

  return {
    redraw: () => places.filter((place) => drawn.has(place.into)).forEach((place) => show(place)),
    draw(plot, into, { rows, title }) {
      const chart = charts.find((each) => each.plot === plot)
      if (!chart) return
      drawn.get(into)?.()
      const spec = withRows(chart[currentTheme()] as Spec, rows)
      drawn.set(into, draw(into, { ...spec, title: { ...(spec.title as object), text: title, subtitle: '' } } as Spec))
    },
  }
}

/** How to use a chart; a way back only where there is a way in. */
function controlsOf(chart: PageChart, onReset: () => void): HTMLElement[] {
  const zooms = JSON.stringify(chart.light).includes('shiftKey')
  const hint = element('span', { class: 'hint' }, zooms ? 'Drag to move, Shift + wheel to zoom. ' : 'Hover for values.')
  if (!zooms) return [hint]
  const reset = element('button', { type: 'button', class: 'reset' }, 'Reset view')
  reset.addEventListener('click', onReset)
  return [hint, reset]
}

function withRows(spec: Spec, rows: readonly object[]): Spec {
  // Vega marks the rows it is given; each view gets its own copies.
  const data = (spec.data ?? []).map((each) =>
    each.name === 'rows' ? { ...each, values: rows.map((row) => ({ ...row })) } : each,
  )
  return { ...spec, data } as Spec
}

function lazily<T>(make: () => T): () => T {
  let made: { value: T } | null = null
  return () => (made ??= { value: make() }).value
}
