import type { PlotRequest } from './plot-request.js'
import type { Look } from './look.js'
import { dashes } from './look.js'

/** The finite numbers of one field. */
export function numbers(rows: PlotRequest['rows'], field: string): number[] {
  return rows
    .map((row) => row[field])
    .filter((value): value is number => typeof value === 'number' && Number.isFinite(value))
}

/** The different texts of one field, in order of appearance: data order is the author's order. */
export function distinct(rows: PlotRequest['rows'], field: string): string[] {
  return [...new Set(rows.flatMap((row) => (typeof row[field] === 'string' ? [row[field]] : [])))]
}

/**
 * A scale for durations or rates: logarithmic where positive values span more than 30-fold, so that neither the body nor
 * the tail is squeezed flat; else linear. Log scales round out to 1, 2 or 5 so that the ends bear labels.
 */
export function fittingScale(values: readonly number[], options: { zero?: boolean } = {}): Record<string, unknown> {
  const low = values.reduce((least, value) => Math.min(least, value), Infinity)
  const high = values.reduce((max, value) => Math.max(max, value), -Infinity)
  if (low > 0 && high / low > 30)
    return { type: 'log', domain: [roundOut(low * 0.97, 'down'), roundOut(high * 1.03, 'up')] }
  return { zero: options.zero ?? false, nice: true }
}

/** Axis settings of a fitting scale: on a log axis only 1, 2 and 5 bear labels. */
export function fittingAxis(scale: Record<string, unknown>): Record<string, unknown> {
  if (scale.type !== 'log') return { format: ',~r' }
  const [low, high] = scale.domain as [number, number]
  const values: number[] = []
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    for (const lead of high / low > 2_000 ? [1] : [1, 2, 5]) {
      const value = Number((lead * 10 ** power).toPrecision(6))
      if (value >= low && value <= high) values.push(value)
    }
  }
  return { values, format: ',~r' }
}

function roundOut(value: number, direction: 'up' | 'down'): number {
  const power = 10 ** Math.floor(Math.log10(value))
  const steps = [1, 2, 5, 10].map((lead) => Number((lead * power).toPrecision(6)))
  const fitting = direction === 'up' ? steps.find((step) => step >= value) : steps.findLast((step) => step <= value)
  return fitting ?? value
}

/** Colour and dash by series; no legend where there is but one. */
export function seriesEncoding(rows: PlotRequest['rows'], { palette }: Look, field = 'series') {
  const domain = distinct(rows, field)
  const look = { title: null, symbolType: 'stroke', symbolSize: 400, ...legendColumns(domain) }
  const legend = domain.length > 1 ? look : null
  return {
    color: { field, type: 'nominal', scale: { domain, range: palette.series }, legend },
    strokeDash: { field, type: 'nominal', scale: { domain, range: dashes }, legend },
  }
}

/** A legend wider than the plot would widen the whole picture: long names stand under each other. */
function legendColumns(names: readonly string[]): { readonly columns?: number } {
  const longest = names.reduce((max, name) => Math.max(max, name.length), 0)
  const fitting = Math.max(1, Math.floor(LEGEND_WIDTH / (longest * LETTER_WIDTH + 40)))
  return fitting < names.length ? { columns: fitting } : {}
}

const LEGEND_WIDTH = 700
const LETTER_WIDTH = 6.2

/** Dragging moves, Shift and the wheel zoom (the wheel alone scrolls the page), a double click goes back. */
export function zoomSelection(encodings: readonly string[]): Record<string, unknown> {
  return { type: 'interval', encodings, zoom: 'wheel![event.shiftKey]', clear: 'dblclick' }
}

/** Zoom and pan in the page; files stand still. */
export function zoom({ interactive }: Look, encodings: readonly string[] = ['x']): Record<string, unknown>[] {
  return interactive ? [{ name: 'zoom', select: zoomSelection(encodings), bind: 'scales' }] : []
}
