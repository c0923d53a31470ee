import { type Figure, figureNamed, figuresOf } from '../metrics/figures.js'
import { metrics } from '../metrics/catalogue.js'
import type { Metric } from '../metrics/define-metric.js'
import { statisticName } from '../metrics/statistic.js'
import { limitName } from './limit-names.js'
import { printedUnit } from './limit-units.js'
import { serviceLevelMetrics } from '../metrics/service-level-names.js'
import type { ServiceLevel } from '../run/service-level.js'
import type { Limit, Threshold } from './threshold.js'

/**
 * A limit as it is written, in the one form of each: `parseLimit` of it gives the same limit.
 *
 * @example limitText({ of: 'run', threshold: { figure: 'p99_ttft_ms', sign: '<', limit: 500 } }) // 'ttft.p99<500ms'
 */
export function limitText(limit: Limit): string {
  return limit.of === 'request' ? levelText(limit.level) : thresholdText(limit.threshold)
}

/** @example levelText({ metric: 'ttft_ms', maxMs: 200 }) // 'ttft<=200ms' */
export function levelText({ metric: level, maxMs }: ServiceLevel): string {
  const wire = metrics.some((metric) => metric.wire === level) ? level : serviceLevelMetrics[level]
  return `${limitName({ wire })}<=${maxMs}ms`
}

/** @example thresholdText({ figure: 'error_rate', sign: '<', limit: 0.01 }) // 'errors<1%' */
export function thresholdText({ figure: name, sign, limit }: Threshold): string {
  const { metric, statistic } = figureNamed(name) as Figure
  const sole = figuresOf(metric.wire).length === 1
  return `${limitName(metric)}${sole ? '' : `.${statisticName(statistic)}`}${sign}${numberText(limit, metric)}`
}

/** A number of 17 digits may not survive the way to per cent and back; it is then printed as a share. */
function numberText(limit: number, { unit }: Metric): string {
  if (unit !== 'share') return `${limit}${printedUnit[unit] ?? ''}`
  const percent = timesTen(limit, 2)
  return timesTen(percent, -2) === limit ? `${percent}%` : String(limit)
}

/** By decimal text, as limits are read. */
function timesTen(value: number, power: number): number {
  const [digits, exponent = '0'] = String(value).split('e')
  return Number(`${digits}e${Number(exponent) + power}`)
}
