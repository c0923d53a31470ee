import type { EngineFigures } from '@sagellm-benchmark/protocol-types/artifacts'
import { formatNumber } from '../text/format-number.js'
import type { Cell, ReportTable } from './report-document.js'

const rows: readonly { readonly name: Exclude<keyof EngineFigures, 'requests'>; readonly label: string }[] = [
  { name: 'ttftMs', label: 'TTFT ms' },
  { name: 'tbtMs', label: 'TBT ms' },
  { name: 'tpotMs', label: 'TPOT ms (whole time / tokens)' },
  { name: 'throughputTps', label: 'tok/s of one request' },
  { name: 'prefillMs', label: 'prefill ms' },
  { name: 'decodeMs', label: 'decode ms' },
  { name: 'peakMemMb', label: 'peak memory MB' },
]

/** What an engine says of its requests beside what the client saw of them; none where no engine says anything. */
export function engineTables(
  workloads: Readonly<Record<string, { readonly engineFigures: EngineFigures | null }>>,
): ReportTable[] {
  const told = Object.entries(workloads).flatMap(([name, { engineFigures }]) =>
    engineFigures === null ? [] : [{ name, engineFigures }],
  )
  if (told.length === 0) return []
  const several = Object.keys(workloads).length > 1
  return [
    {
      title: 'Engine says / client saw',
      columns: [
        ...(several ? [{ key: 'workload', label: 'Workload', kind: 'text' as const }] : []),
        { key: 'figure', label: 'Mean of', kind: 'text' },
        { key: 'engine', label: 'engine says', kind: 'number' },
        { key: 'client', label: 'client saw', kind: 'number' },
        { key: 'difference', label: 'client - engine', kind: 'number' },
      ],
      rows: told.flatMap(({ name, engineFigures }) =>
        rowsOf(engineFigures).map((row): Cell[] => (several ? [name, ...row] : row)),
      ),
      decimalsBy: 'row',
      notes: [
        `Over ${told.map(({ engineFigures }) => formatNumber(engineFigures.requests)).join(', ')} successful requests, by the formulas of sageLLM's Protocol on both sides: its TPOT is the whole time over all tokens, while TPOT elsewhere in this report is vLLM's, the time after the first token over the tokens after it. The engine's clock begins when it takes a request, the client's when it sends one.`,
      ],
    },
  ]
}

function rowsOf(figures: EngineFigures): Cell[][] {
  return rows.flatMap(({ name, label }) => {
    const { engine, client } = figures[name]
    if (engine === null) return []
    return [[label, engine, client, client === null ? null : client - engine]]
  })
}
