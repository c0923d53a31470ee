import { type BenchError, invalidArgument } from '../errors/bench-error.js'
import type { Metric } from '../metrics/define-metric.js'
import { type Figure, figuresOf } from '../metrics/figures.js'
import { statisticName } from '../metrics/statistic.js'
import {
  figureOfName,
  figureOfStatistic,
  levelOfMetric,
  limitName,
  listedNames,
  metricOfName,
  soleFigure,
} from './limit-names.js'
import { limitUnits } from './limit-units.js'
import type { Limit, Threshold } from './threshold.js'

/** What a limit looks like, for every hint. */
const form = 'write METRIC.STATISTIC<LIMIT, such as ttft.p99<500, errors<1% or output_throughput>100'

/** Name, statistic, sign, number without and with its exponent, unit. A number has at most 25 digits on either side. */
const shape =
  /^\s*([a-z][a-z0-9_]{0,60})(?:\.([a-z0-9_.()]{1,20}))?\s*(<=|>=|<|>|:|=)\s*(\d{1,25}(?:\.\d{1,25})?|\.\d{1,25})(?:e([+-]?\d{1,3}))?\s*([a-z%µ/]{0,12})\s*$/i

/**
 * Reads a limit on each request (`ttft<200`) or on a figure of the run (`ttft.p99<500`, `errors<1%`).
 *
 * Names are those of the metric catalogue, with or without the unit (`ttft_ms`, `ttft`), and of its figures (`p99_ttft_ms`). `ttft:200` is
 * `ttft<=200`, as other tools write it. A number without a unit is in the unit of the figure in files; a share may bear `%`.
 *
 * @param argument - what an error calls the place that the text is from, e.g. `--threshold`.
 * @throws BenchError `invalid_argument` that says the right form.
 * @example parseLimit('ttft.p99<500', '--threshold') // of: 'run', figure 'p99_ttft_ms', sign '<', limit 500
 */
export function parseLimit(text: string, argument: string): Limit {
  const match = shape.exec(text)
  if (match === null) throw invalidArgument(argument, text, form)
  const [, name = '', statistic, sign = '', digits = '', exponent = '0', unit = ''] = match
  const refuse = (hint: string) => invalidArgument(argument, text, hint)
  const { metric, figure } = subjectOf(name.toLowerCase(), statistic?.toLowerCase(), refuse)
  const limit = limitOf({ digits, exponent: Number(exponent), unit: unit.toLowerCase() }, metric, refuse)
  const direction = sign === ':' || sign === '=' ? '<=' : (sign as Threshold['sign'])
  if (figure) {
    if (sign === ':' || sign === '=')
      throw refuse(`say which side is good: ${limitName(metric)}${metric.better === 'higher' ? '>' : '<'}LIMIT`)
    return { of: 'run', threshold: checked({ figure: figure.name, sign: direction, limit }, metric, refuse) }
  }
  const level = levelOfMetric(metric)
  if (level === undefined || direction === '>' || direction === '>=') throw refuse(needsStatistic(metric))
  if (!(limit > 0)) throw refuse('no request is faster than 0 ms: give a limit above 0')
  return { of: 'request', level: { metric: level, maxMs: limit } }
}

type Refusal = (hint: string) => BenchError

/** Without a figure each request is meant. */
function subjectOf(name: string, statistic: string | undefined, refuse: Refusal): { metric: Metric; figure?: Figure } {
  const metric = metricOfName(name)
  if (metric === undefined) {
    const figure = statistic === undefined ? figureOfName(name) : undefined
    if (figure) return { metric: figure.metric, figure }
    throw refuse(`there is no metric ${name}; ${form}; metrics: ${listedNames.join(', ')}`)
  }
  const figure = statistic === undefined ? soleFigure(metric) : figureOfStatistic(metric, statistic)
  if (figure === undefined && statistic !== undefined) throw refuse(needsStatistic(metric))
  return figure ? { metric, figure } : { metric }
}

function needsStatistic(metric: Metric): string {
  const name = limitName(metric)
  const sole = soleFigure(metric)
  if (sole) return `${name} is one figure of the run: write it without a statistic`
  const statistics = figuresOf(metric.wire as Figure['metric']['wire']).map(({ statistic }) => statisticName(statistic))
  const each = levelOfMetric(metric) === undefined ? '' : `; for each request write ${name}<LIMIT`
  return `say which statistic of ${name}: ${statistics.map((each) => `${name}.${each}`).join(', ')}${each}`
}

type Written = { readonly digits: string; readonly exponent: number; readonly unit: string }

/** Scaled as decimal text, so that 0.1 % is the number 0.001 and not its neighbour. */
function limitOf({ digits, exponent, unit }: Written, metric: Metric, refuse: Refusal): number {
  const units = limitUnits[metric.unit]
  const power = unit === '' ? 0 : units[unit]
  if (power === undefined) throw refuse(`the unit of ${limitName(metric)} is ${Object.keys(units).join(' or ')}`)
  const limit = Number(`${digits}e${exponent + power}`)
  if (!Number.isFinite(limit)) throw refuse('give a number that a measurement can reach')
  if (metric.unit === 'share' && (limit > 1 || (limit === 1 && unit === '')))
    throw refuse('a share is below 1: write 1% or 0.01 for one in a hundred, 100% for all')
  return limit
}

/** A limit that nothing can keep, or that everything keeps, is a slip. */
function checked(threshold: Threshold, metric: Metric, refuse: Refusal): Threshold {
  const { sign, limit } = threshold
  const name = limitName(metric)
  const isShare = metric.unit === 'share'
  if (limit === 0 && sign === '<') throw refuse(`${name} is never below 0: write ${name}<=0`)
  if (limit === 0 && sign === '>=') throw refuse(`${name} is always at least 0: write ${name}>0`)
  if (isShare && limit === 1 && sign === '>') throw refuse(`${name} is never above 100%: write ${name}>=100%`)
  if (isShare && limit === 1 && sign === '<=') throw refuse(`${name} is always at most 100%: write ${name}<100%`)
  return threshold
}
