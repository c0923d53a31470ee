import type { AggregatedMetrics } from '@sagellm-benchmark/protocol-types/artifacts'
import type { FigureName } from '@sagellm-benchmark/protocol-types/metrics'
import type { Figures } from './part-figures.js'
import { roundTrend } from './round-trend.js'

type ErrorBudget = AggregatedMetrics['errorBudgets'][string]
type Part = ErrorBudget['parts'][number]['part']

/** What is known of a run beside its figures, as far as it may have moved them. */
type Run = Pick<
  AggregatedMetrics,
  'avgTtftMs' | 'avgE2elMs' | 'intervals' | 'clientOverhead' | 'lengths' | 'serverCounters' | 'totalRequests'
> & {
  /** What a prompt token adds to TTFT at most, ms; `null`: the requests do not show it. */
  readonly promptLengthSlopeMs: number | null
}

/** What moves a figure, as shares of its value: of a delay of so many ms in each request, and of parts that are shares already. */
type Sensitivity = {
  readonly figure: FigureName
  /** Time over which a delay of one request is spread, ms. */
  basisMs(run: Run): number | null
  /** Whether a longer prefill delays it. */
  readonly holdsPrefill: boolean
}

const sensitivities: readonly Sensitivity[] = [
  { figure: 'avg_ttft_ms', basisMs: ({ avgTtftMs }) => avgTtftMs, holdsPrefill: true },
  {
    figure: 'avg_tbt_ms',
    basisMs: ({ avgTtftMs, avgE2elMs }) => (avgTtftMs === null || avgE2elMs === null ? null : avgE2elMs - avgTtftMs),
    holdsPrefill: false,
  },
  { figure: 'avg_e2el_ms', basisMs: ({ avgE2elMs }) => avgE2elMs, holdsPrefill: true },
  { figure: 'output_throughput_tps', basisMs: ({ avgE2elMs }) => avgE2elMs, holdsPrefill: true },
]

/**
 * How far each known cause may have moved the headline figures. Sampling and drift part the interval between them, as variances; the others
 * are bounds: what they come to at most, if all of it falls on the figure.
 *
 * @param rounds - figures of each round, in their order.
 * @returns a budget for each figure that has an interval with some width.
 */
export function errorBudgets(run: Run, rounds: readonly Figures[]): Record<string, ErrorBudget> {
  const budgets: Record<string, ErrorBudget> = {}
  for (const sensitivity of sensitivities) {
    const { figure } = sensitivity
    const { value, low, high } = run.intervals[figure] ?? { value: null, low: null, high: null }
    if (value === null || low === null || high === null || !(high > low)) continue
    const halfWidth = Math.max(high - value, value - low)
    const trend = roundTrend(rounds.map((each) => each[figure]).filter((each) => typeof each === 'number'))
    budgets[figure] = budgetOf(halfWidth, {
      sampling: halfWidth * Math.sqrt(1 - (trend ?? 0)),
      drift: trend === null ? null : halfWidth * Math.sqrt(trend),
      ...biases(run, sensitivity, value),
    })
  }
  return budgets
}

function biases(run: Run, { basisMs, holdsPrefill }: Sensitivity, value: number): Record<BiasPart, number | null> {
  const basis = basisMs(run)
  const moved = (share: number | null) => (share === null ? null : Math.abs(value) * share)
  const delay = (ms: number | null) => moved(ms === null || !basis ? null : ms / basis)
  return {
    stamps: delay(run.clientOverhead?.calibrationErrorP99Ms ?? null),
    stalls: delay(stallPerRequest(run)),
    prompt_length: holdsPrefill ? delay(prefillMissed(run)) : 0,
    other_traffic: moved(surplusShare(run)),
  }
}

type BiasPart = Exclude<Part, 'sampling' | 'drift'>

/** Mean time that a request was touched by stalls of the client, ms. */
function stallPerRequest({ clientOverhead, totalRequests }: Run): number | null {
  const stalls = clientOverhead?.stalls ?? null
  if (stalls === null || totalRequests === 0) return null
  if (stalls.count === 0) return 0
  return (stalls.touchedRequests * stalls.totalMs) / stalls.count / totalRequests
}

/**
 * By how much TTFT may differ from that of prompts of the length that was asked for, ms: the missed tokens at what a token costs. That is
 * the slope that the requests of this run allow, and no more than TTFT in proportion to the length, as if all of it were prefill.
 */
function prefillMissed({ lengths, avgTtftMs, promptLengthSlopeMs }: Run): number | null {
  const { promptAsked = null, promptRead = null } = lengths ?? {}
  if (!promptAsked || !promptRead || avgTtftMs === null) return null
  const most = avgTtftMs / promptRead
  return Math.abs(promptRead - promptAsked) * Math.min(most, promptLengthSlopeMs ?? most)
}

/** Requests at the server that were not sent from here, as a share of those that were. */
function surplusShare({ serverCounters }: Run): number | null {
  const check = serverCounters?.checks.find(({ quantity }) => quantity === 'requests')
  if (!check || check.surplus === null || !check.client) return null
  return Math.max(0, check.surplus) / check.client
}

/** Parts of one figure by name, in its unit. */
function budgetOf(halfWidth: number, widths: Readonly<Record<Part, number | null>>): ErrorBudget {
  const parts = (Object.entries(widths) as [Part, number | null][]).map(([part, width]) => ({
    part,
    halfWidth: width,
    share: width === null ? null : width / halfWidth,
  }))
  const together = (of: (part: Part, width: number) => number) =>
    Math.hypot(...parts.map(({ part, halfWidth: width }) => of(part, width ?? 0)))
  return {
    halfWidth,
    parts,
    total: together((_, width) => width),
    withFourfoldRounds: together((part, width) => (part === 'sampling' ? width / 2 : width)),
  }
}
