import type { EngineFigures } from '@sagellm-benchmark/protocol-types/artifacts'
import { formatNumber } from '../text/format-number.js'
import type { Cell, Column, ReportTable } from './report-document.js'

/** What was measured under one name, and what its engine says of the same requests. */
export type EngineReported = {
  /** Name of the workload or the scenario. */
  readonly of: string
  readonly engineFigures: EngineFigures | null
}

type Figure = Exclude<keyof EngineFigures, 'requests'>

const labels: Readonly<Record<Figure, string>> = {
  ttftMs: 'TTFT ms',
  tbtMs: 'TBT ms',
  tpotMs: 'TPOT ms (whole time / tokens)',
  throughputTps: 'tok/s of one request',
  prefillMs: 'prefill ms',
  decodeMs: 'decode ms',
  peakMemMb: 'peak memory MB',
}

/**
 * What an engine says of its requests beside what the client saw of them; no table where no engine says anything.
 *
 * @param first - what stands under `of`: Workload, Scenario. The column is left out where there is one.
 */
export function engineTables(all: readonly EngineReported[], first: string): ReportTable[] {
  const reported = all.flatMap(({ of, engineFigures }) => (engineFigures === null ? [] : [{ of, engineFigures }]))
  if (reported.length === 0) return []
  const several = all.length > 1
  const name: Column[] = several ? [{ key: first.toLowerCase(), label: first, kind: 'text' }] : []
  return [
    {
      title: 'Engine says / client saw',
      columns: [
        ...name,
        { key: 'figure', label: 'Mean of', kind: 'text' },
        { key: 'engine', label: 'engine says', kind: 'number' },
        { key: 'client', label: 'client saw', kind: 'number' },
        { key: 'difference', label: 'client - engine', kind: 'number' },
      ],
      rows: reported.flatMap(({ of, engineFigures }) =>
        rowsOf(engineFigures).map((row): Cell[] => (several ? [of, ...row] : row)),
      ),
      decimalsBy: 'row',
      notes: notesOf(reported.map(({ engineFigures }) => engineFigures)),
    },
  ]
}

function rowsOf(figures: EngineFigures): Cell[][] {
  return (Object.keys(labels) as Figure[]).flatMap((name) => {
    const { engine, client } = figures[name]
    if (!isShown(name, figures)) return []
    return [[labels[name], engine, client, engine === null || client === null ? null : client - engine]]
  })
}

/** What the engine says, and the client's TTFT beside a prefill that is a part of it. */
function isShown(name: Figure, figures: EngineFigures): boolean {
  if (figures[name].engine !== null) return true
  return name === 'ttftMs' && figures.ttftMs.client !== null && figures.prefillMs.engine !== null
}

function notesOf(reported: readonly EngineFigures[]): string[] {
  const says = (name: Figure) => reported.some((figures) => figures[name].engine !== null)
  return [
    `Means over ${reported.map(({ requests }) => formatNumber(requests)).join(', ')} successful requests of which the engine gave figures. The engine's clock begins when it takes a request, the client's when it sends one.`,
    ...(says('prefillMs') ? ["The client's TTFT holds the prefill, and also queue, network and front end."] : []),
    ...(says('tpotMs') || says('throughputTps')
      ? [
          "Both sides are by the formulas of sageLLM's Protocol: its TPOT is the whole time over all tokens, while TPOT elsewhere in this report is vLLM's, the time after the first token over the tokens after it.",
        ]
      : []),
  ]
}
