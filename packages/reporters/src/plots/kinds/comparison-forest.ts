import { definePlot } from '../define-plot.js'
import type { Palette } from '../look.js'
import { distinct, numbers } from '../scales.js'

/** Rows: `target`, `label` (metric and batch), `ratio`, `low`, `high`, `verdict`, `margin` (share). */
export const comparisonForest = definePlot({
  name: 'comparison-forest',
  description: 'Ratio to the baseline with its 95 % interval for each metric; the band is the equivalence margin',
  spec(request, look) {
    const { palette } = look
    const labels = distinct(request.rows, 'label')
    const targets = distinct(request.rows, 'target')
    const margin = numbers(request.rows, 'margin')[0] ?? null
    const ends = [...numbers(request.rows, 'low'), ...numbers(request.rows, 'high'), ...numbers(request.rows, 'ratio')]
    const reach = ends.reduce((max, value) => Math.max(max, Math.abs(Math.log(value > 0 ? value : 1))), 0.05) * 1.08
    const ticks = ratioTicks(reach)
    const scale = { type: 'log', domain: [Math.exp(-reach), Math.exp(reach)], nice: false }
    const x = { field: 'ratio', type: 'quantitative', title: 'ratio to the baseline (1 = no difference)', scale }
    const axis = { values: ticks, format: ',~r', grid: true }
    const y = {
      field: 'label',
      type: 'nominal',
      sort: labels,
      title: null,
      axis: { grid: false, labelLimit: 320, ticks: false, domain: false, labelPadding: 10 },
    }
    const offset = targets.length > 1 ? { yOffset: { field: 'target', type: 'nominal', sort: targets } } : {}
    const { color, shape } = verdictChannels(palette)
    return {
      width: 480,
      height: { step: targets.length > 1 ? 20 * targets.length : 30 },
      layer: [
        ...marginBand(margin, { palette, scale }),
        {
          data: { values: [{ one: 1 }] },
          mark: { type: 'rule', color: palette.muted, strokeWidth: 1.2 },
          encoding: { x: { field: 'one', type: 'quantitative', scale } },
        },
        {
          transform: [{ filter: 'isValid(datum.low) && isValid(datum.high)' }],
          mark: { type: 'rule', strokeWidth: 2.2 },
          encoding: { x: { ...x, field: 'low', axis }, x2: { field: 'high' }, y, ...offset, color },
        },
        {
          transform: [{ filter: 'isValid(datum.ratio)' }],
          mark: { type: 'point', filled: true, size: 90, opacity: 1 },
          encoding: {
            x: { ...x, axis },
            y,
            ...offset,
            color,
            shape,
            tooltip: [
              { field: 'target', title: 'target' },
              { field: 'label', title: 'metric' },
              { field: 'ratio', type: 'quantitative', format: '.3f', title: 'ratio' },
              { field: 'low', type: 'quantitative', format: '.3f', title: 'from' },
              { field: 'high', type: 'quantitative', format: '.3f', title: 'to' },
              { field: 'verdict', title: 'verdict' },
            ],
          },
        },
        ...(targets.length > 1
          ? [
              {
                transform: [{ filter: 'isValid(datum.high)' }],
                mark: { type: 'text', align: 'left', dx: 8, fontSize: 11, color: palette.muted },
                encoding: { x: { ...x, field: 'high', axis }, y, ...offset, text: { field: 'target' } },
              },
            ]
          : []),
      ],
    }
  },
})

function verdictChannels(palette: Palette) {
  const domain = ['better', 'differs', 'equivalent', 'inconclusive', 'worse']
  const color = {
    field: 'verdict',
    type: 'nominal',
    scale: { domain, range: [palette.good, palette.series[3], palette.neutral, palette.series[4], palette.bad] },
    legend: { title: null, symbolType: 'circle' },
  }
  const shape = {
    field: 'verdict',
    type: 'nominal',
    scale: { domain, range: ['triangle-up', 'diamond', 'square', 'circle', 'triangle-down'] },
    legend: { title: null },
  }
  return { color, shape }
}

/** The differences that do not matter. */
function marginBand(margin: number | null, { palette, scale }: { readonly palette: Palette; readonly scale: unknown }) {
  if (margin === null) return []
  return [
    {
      data: { values: [{ from: 1 / (1 + margin), to: 1 + margin }] },
      mark: { type: 'rect', color: palette.neutral, opacity: 0.16 },
      encoding: { x: { field: 'from', type: 'quantitative', scale }, x2: { field: 'to' } },
    },
  ]
}

/** Round ratios inside the reach, even about 1, few enough to keep apart. */
function ratioTicks(reach: number): number[] {
  const candidates = [0.1, 0.2, 0.5, 0.67, 0.8, 0.9, 0.95, 1, 1.05, 1.1, 1.25, 1.5, 2, 5, 10]
  const wide = reach > 0.5
  const fine = reach < 0.25
  return candidates.filter((value) => {
    if (Math.abs(Math.log(value)) > reach + 1e-9) return false
    if (wide && [0.95, 1.05, 0.9, 1.1, 0.8, 1.25].includes(value)) return false
    return fine || ![0.95, 1.05].includes(value)
  })
}
