import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { Flags } from '../../options/flag-words.js'
import type { ForeignLine } from './foreign-line.js'
import { jsonOrText } from './json-value.js'
import { sloText } from './slo-text.js'

/**
 * The search of EvalScope (`--sla-auto-tune`): in flight, or a rate, between its bounds, from the load that the line names.
 *
 * @returns `null` for a line that searches for nothing.
 */
export function evalscopeSearch(
  { take, has }: ForeignLine,
  { parallel, rate, notes }: { readonly parallel: string; readonly rate: string; readonly notes: string[] },
): Flags | null {
  const [variable, params, lower, upper] = [
    take('--sla-variable') ?? 'parallel',
    take('--sla-params') ?? '[]',
    take('--sla-lower-bound'),
    take('--sla-upper-bound'),
  ]
  const fixed = take('--sla-fixed-parallel')
  has('--sla-num-runs', '--sla-number-multiplier')
  if (!has('--sla-auto-tune')) return null
  const isRate = variable === 'rate'
  const start = Number(isRate ? rate : parallel)
  return {
    slo: limitsOf(params, notes),
    by: isRate ? 'rate' : 'concurrency',
    between: lower === undefined && upper === undefined ? undefined : `${lower ?? 1}..${upper ?? 65536}`,
    start: start > 0 ? start : undefined,
    'max-concurrency': isRate ? fixed : undefined,
  }
}

/** A list of groups, of which one has to hold there: `[{"p99_ttft": "<=0.5", "avg_tpot": "<=0.05"}]`, latencies in seconds. */
function limitsOf(params: string, notes: string[]): string[] {
  const groups = jsonOrText(params)
  const [first, ...others] = Array.isArray(groups) ? (groups as unknown[]) : []
  const limits = Object.entries((typeof first === 'object' && first) || {}).map(([figure, text]) => ({
    text: `${figure} ${String(text)}`,
    slo: limitOf(figure, String(text)),
  }))
  const slo = limits.flatMap((each) => each.slo ?? [])
  if (slo.length === 0)
    throw invalidArgument('--sla-params', params, 'give limits on latencies: [{"p99_ttft": "<=0.5"}]')
  const left = [
    ...limits.filter((each) => each.slo === null).map(({ text }) => text),
    ...others.map((group) => JSON.stringify(group)),
  ]
  for (const text of left)
    notes.push(`${text} of --sla-params is left out: a search here has one set of limits on latencies and errors`)
  return slo
}

function limitOf(figure: string, text: string): string | null {
  const [, sign, value] = /^([<>]=?)\s*([\d.]+)s?$/.exec(text) ?? []
  if (sign === undefined) return null
  const [statistic = '', ...metric] = figure.split('_')
  return sloText({ metric: metric.join('_'), statistic, sign, value: Number(value), unit: 's' })
}
