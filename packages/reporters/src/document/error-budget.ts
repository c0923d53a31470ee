import type { AggregatedMetrics } from '@sagellm-benchmark/protocol-types/artifacts'
import { figureNamed } from '@sagellm-benchmark/protocol-types/metrics'
import { formatNumber, formatShare } from '../text/format-number.js'
import type { Column, ReportTable } from './report-document.js'

type Measured = Pick<AggregatedMetrics, 'errorBudgets' | 'rounds'>
type ErrorBudget = Measured['errorBudgets'][string]
type Part = ErrorBudget['parts'][number]['part']

const labels: Readonly<Record<Part, string>> = {
  sampling: 'sampling',
  drift: 'drift',
  stamps: 'stamps',
  stalls: 'stalls',
  prompt_length: 'prompt length',
  other_traffic: 'other traffic',
}

/** How far each cause may have moved each figure, beside its interval; no table without one. */
export function errorBudgetTables({ errorBudgets, rounds }: Measured): ReportTable[] {
  const budgets = Object.entries(errorBudgets)
  const [first] = budgets
  if (!first) return []
  const parts = (Object.keys(labels) as Part[]).map((part): Column => {
    const label = labels[part]
    return {
      key: `${part}_share`,
      label: `${label.slice(0, 1).toUpperCase()}${label.slice(1)}`,
      kind: 'share',
      bar: true,
    }
  })
  return [
    {
      title: 'Error budget',
      columns: [
        { key: 'figure', label: 'Figure', kind: 'text' },
        { key: 'half_width', label: '95 % ±', kind: 'number' },
        ...parts,
        { key: 'total', label: 'All of it ±', kind: 'number' },
        ...(rounds > 1
          ? [{ key: 'with_fourfold_rounds', label: 'With 4 x the rounds ±', kind: 'number' } as const]
          : []),
      ],
      rows: budgets.map(([name, budget]) => [
        figureNamed(name)?.heading ?? name,
        budget.halfWidth,
        ...(Object.keys(labels) as Part[]).map(
          (part) => budget.parts.find((each) => each.part === part)?.share ?? null,
        ),
        budget.total,
        ...(rounds > 1 ? [budget.withFourfoldRounds] : []),
      ]),
      notes: [
        'Shares are of the half width of the interval, which knows of sampling and drift alone. The others are what each may come to at most: a share above 100 % means that the interval says too little. More rounds shrink sampling, and nothing else.',
      ],
      decimalsBy: 'row',
    },
  ]
}

/** The same of mean TTFT for a terminal of 100 columns: what it is of, the parts, the outlook; none where there is none. */
export function errorBudgetLines({ errorBudgets, rounds }: Measured): string[] {
  const budget = errorBudgets['avg_ttft_ms']
  if (!budget) return []
  const parts = budget.parts.map(
    ({ part, share }) => `${labels[part]} ${share === null ? 'not known' : formatShare(share)}`,
  )
  const beyond = budget.parts.filter(({ share }) => (share ?? 0) > 1).map(({ part }) => labels[part])
  return [
    `error budget of mean TTFT, as shares of its ± ${formatNumber(budget.halfWidth)} ms:`,
    `  ${parts.join(' · ')}`,
    ...(beyond.length > 0 ? [`  above 100 %: the interval is too narrow for ${beyond.join(' and ')}`] : []),
    `  ${outlook(budget, rounds)}`,
  ]
}

/** What more rounds would change; nothing for one round, whose interval is over requests. */
function outlook({ parts, total, withFourfoldRounds }: ErrorBudget, rounds: number): string {
  const all = `all of it ± ${formatNumber(total)} ms`
  if (rounds <= 1) return all
  const [largest] = [...parts].sort((a, b) => (b.halfWidth ?? 0) - (a.halfWidth ?? 0))
  const then = `${all}, ± ${formatNumber(withFourfoldRounds)} with four times the rounds`
  return largest && largest.part !== 'sampling' ? `${then}, which do not shrink ${labels[largest.part]}` : then
}
