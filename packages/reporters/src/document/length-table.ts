import type { RunLengths } from '@sagellm-benchmark/protocol-types/artifacts'
import { formatNumber } from '../text/format-number.js'
import type { ReportTable } from './report-document.js'

/** The same of one workload on one line; `null` where no lengths are known. */
export function lengthLine({ lengths }: { readonly lengths: RunLengths | null }): string | null {
  if (lengths === null) return null
  const { promptAsked, promptBuilt, promptRead, outputAsked, outputReached } = lengths
  const parts = (of: readonly (readonly [number | null, string])[]) =>
    of.flatMap(([tokens, what]) => (tokens === null ? [] : [`${formatNumber(tokens)} ${what}`])).join(', ')
  const prompt = parts([
    [promptAsked, 'asked'],
    [promptBuilt, 'built'],
    [promptRead, 'read'],
  ])
  const output = parts([
    [outputAsked, 'asked'],
    [outputReached, 'reached'],
  ])
  return `tokens: prompt ${prompt || 'not known'} · output ${output || 'not known'}`
}

/** Prompt and output lengths that were asked for and reached, a row a workload; none where no lengths are known. */
export function lengthTables(
  workloads: Readonly<Record<string, { readonly lengths: RunLengths | null }>>,
): ReportTable[] {
  const rows = Object.entries(workloads).flatMap(([name, { lengths }]) => (lengths === null ? [] : [{ name, lengths }]))
  if (rows.length === 0) return []
  return [
    {
      title: 'Tokens asked for and reached',
      columns: [
        { key: 'workload', label: 'Workload', kind: 'text' },
        { key: 'prompt_asked', label: 'Prompt asked', kind: 'number' },
        { key: 'prompt_built', label: 'built', kind: 'number' },
        { key: 'prompt_read', label: 'read by the server', kind: 'number' },
        { key: 'output_asked', label: 'Output asked', kind: 'number' },
        { key: 'output_reached', label: 'reached', kind: 'number' },
      ],
      rows: rows.map(({ name, lengths: each }) => [
        name,
        each.promptAsked,
        each.promptBuilt,
        each.promptRead,
        each.outputAsked,
        each.outputReached,
      ]),
      notes: ['Means over the successful requests; empty: not known, or nothing was asked for.'],
    },
  ]
}
