import type { Figure, MetricUnit } from '@sagellm-benchmark/protocol-types/metrics'
import { formatNumber, formatShare } from '../text/format-number.js'
import { plural } from '../text/plural.js'
import type { Column } from './report-document.js'

/** The column of a figure: its wire name, its heading, its kind of number. */
export function figureColumn({ name, heading, metric }: Figure): Column {
  return { key: name, label: heading, kind: metric.unit === 'share' ? 'share' : 'number' }
}

/** A value with its unit: `41.2 ms`, `3 %`, `1 request`. */
export function withUnit(value: number, unit: MetricUnit): string {
  if (value === 1 && (unit === 'requests' || unit === 'tokens')) return plural(value, unit.slice(0, -1))
  return unit === 'share' ? formatShare(value) : `${formatNumber(value)} ${unit}`
}
