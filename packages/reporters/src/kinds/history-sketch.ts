import type { HistorySeries } from '@sagellm-benchmark/protocol-types/history'
import { seriesName } from './history-tables.js'

const bars = '▁▂▃▄▅▆▇█'
const MOST_LINES = 8
const WIDEST = 60

/** The series that changed as a line of bars each, from their smallest to their largest value; a mark stands before each change. */
export function historySketch(series: readonly HistorySeries[]): string | null {
  const changed = series.filter(({ judgement }) => ['jump', 'drift', 'doubtful'].includes(judgement.verdict))
  if (changed.length === 0) return null
  return changed
    .slice(0, MOST_LINES)
    .map((each) => `${lineOf(each)}  ${seriesName(each)}`)
    .join('\n')
}

function lineOf({ points, judgement }: HistorySeries): string {
  const values = points.map(({ value }) => Math.log(value))
  const [low, high] = values.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Infinity, -Infinity])
  const first = Math.max(0, values.length - WIDEST)
  return values
    .slice(first)
    .map((value, index) => {
      const height = high > low ? Math.round(((value - low) / (high - low)) * (bars.length - 1)) : 0
      const isChange = index > 0 && judgement.changes.some(({ at }) => at === first + index)
      return `${isChange ? '|' : ''}${bars[height] as string}`
    })
    .join('')
}
