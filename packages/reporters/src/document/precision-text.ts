import type { AggregatedMetrics } from '@sagellm-benchmark/protocol-types/artifacts'
import type { PrecisionFinding } from '@sagellm-benchmark/protocol-types/loads'
import { type FigureName, figureNamed } from '@sagellm-benchmark/protocol-types/metrics'
import { formatNumber, formatShare } from '../text/format-number.js'
import type { Fact } from './report-document.js'

type Measured = Pick<AggregatedMetrics, 'precision' | 'intervals'>

/** Correlation between rounds above which more rounds add little. */
const MUCH_CORRELATION = 0.5

/**
 * How well the figure is known that a run was to know, and why that differs from the interval of its table; none for any other run.
 *
 * @param label - names the workload where there are several.
 */
export function precisionFacts({ precision, intervals }: Measured, label = 'Precision'): Fact[] {
  if (precision === null) return []
  const { value, low, high, rounds, target } = precision
  if (value === null || low === null || high === null)
    return [{ label, value: `${nameOf(precision)} not known after ${rounds} rounds, ${formatShare(target)} asked` }]
  const figure = figureNamed(precision.metric)
  const unit = figure?.metric.unit ?? ''
  const bounds = `${formatNumber(value)} ${unit}`.trim() + `, ${formatNumber(low)} to ${formatNumber(high)}`
  const known = `${nameOf(precision)} ${halfWidth(precision)} after ${rounds} rounds, ${formatShare(target)} asked (${bounds})`
  const wider = high - low > widthOf(figure ? intervals[figure.name] : undefined)
  return [{ label, value: wider ? `${known}. ${whyWider}` : known }]
}

const whyWider =
  'This is wider than the interval in the table, because it holds in 95 % of runs whichever look ended the run, and allows for rounds that resemble one another.'

/** Infinite where the interval lacks an end. */
function widthOf(interval: AggregatedMetrics['intervals'][FigureName]): number {
  const { low = null, high = null } = interval ?? {}
  return low === null || high === null ? Number.POSITIVE_INFINITY : high - low
}

/** What is missing from the precision that was asked for, and why more rounds would not bring it. */
export function precisionAlerts(
  workloads: readonly (Pick<Measured, 'precision'> & { readonly of: string })[],
): string[] {
  return workloads.flatMap(({ of, precision }) =>
    precision ? [...missed(of, precision), ...inVain(of, precision)] : [],
  )
}

const endings = {
  rounds: 'the most that were allowed',
  time: 'when the time that was allowed was over',
  stopped: 'when the run was stopped',
} as const

function missed(of: string, precision: PrecisionFinding): string[] {
  const { ended, rounds, roundsNeeded, target } = precision
  if (ended === 'precise') return []
  const need =
    roundsNeeded === null || roundsNeeded <= rounds
      ? ''
      : ` About ${formatNumber(roundsNeeded)} rounds would do, if nothing else changes (--repeat, --max-minutes).`
  return [
    `PRECISION NOT REACHED in ${of}: ${nameOf(precision)} is not known to ${formatShare(target)} after ${rounds} rounds, ${endings[ended]}. ${knownInstead(precision)}${need}`,
  ]
}

function knownInstead(precision: PrecisionFinding): string {
  const { halfWidth: half, value, rounds } = precision
  if (half !== null) return `It is known to ${halfWidth(precision)}.`
  if (value === 0) return 'It is 0 on average, and no share of 0 can be taken.'
  return rounds < 5 ? 'Fewer than 5 rounds give no interval.' : 'Fewer than 5 rounds gave it a value.'
}

function inVain(of: string, precision: PrecisionFinding): string[] {
  const { drift, correlation } = precision
  const sentences: string[] = []
  if (drift !== null)
    sentences.push(
      `DRIFT in ${of}: ${nameOf(precision)} was ${formatShare(Math.abs(drift))} ${drift > 0 ? 'higher' : 'lower'} in the second half of the rounds than in the first. More rounds do not make a figure that changes more precise.`,
    )
  if (correlation !== null && correlation > MUCH_CORRELATION)
    sentences.push(
      `In ${of} each round resembles the one before it (correlation ${formatNumber(correlation, 2)}), so more rounds say little that is new: longer rounds say more (--num-prompts).`,
    )
  return sentences
}

/** One number only where both ends are equally far away. */
function halfWidth({ halfWidth: half, value, low, high }: PrecisionFinding): string {
  if (value === null || value === 0 || low === null || high === null) return `± ${formatShare(half)}`
  const [below, above] = [(value - low) / value, (high - value) / value].map((share) => formatShare(share))
  return below === above ? `± ${formatShare(half)}` : `-${below} / +${above}`
}

function nameOf({ metric }: PrecisionFinding): string {
  // `TTFT, mean` is `mean TTFT` in a sentence.
  return (figureNamed(metric)?.label ?? metric).split(', ').reverse().join(' ')
}
