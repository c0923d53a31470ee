import { createRecomputation } from '@sagellm-benchmark/metrics'
import type { Cell } from '../document/report-document.js'
import { csvText } from '../formats/csv.js'
import { jsonText } from '../run/json-text.js'
import { createAiperfLines } from './aiperf-lines.js'
import { defineExportLayout, type ExportInput, type ForeignStatistics } from './export-layout.js'
import { origin } from './origin.js'

const statistics = ['avg', 'min', 'max', 'sum', 'p1', 'p5', 'p10', 'p25', 'p50', 'p75', 'p90', 'p95', 'p99', 'std']

/** Facts of the three files as AIPerf profiles write them, November 2026. */
export const aiperf = defineExportLayout({
  name: 'aiperf',
  description: 'profile_export_aiperf.json, its CSV, and profile_export.jsonl of AIPerf',
  open(input) {
    const recomputed = createRecomputation('aiperf', input)
    const lines = createAiperfLines(input, recomputed)
    return {
      add(record) {
        recomputed.add(record)
        lines.add(record)
      },
      files() {
        const known = metrics(recomputed.figures())
        return [
          {
            name: 'profile_export_aiperf.json',
            text: jsonText({ ...Object.fromEntries(known), ...facts(input, lines), ...origin(input, recomputed) }),
          },
          { name: 'profile_export_aiperf.csv', text: table(known) },
          { name: 'profile_export.jsonl', text: lines.pieces() },
        ]
      },
    }
  },
})

type Named = [tag: string, value: ForeignStatistics]

/** The metrics among the figures; unset fields are left out there, not written as null. */
function metrics(figures: Readonly<Record<string, unknown>>): Named[] {
  return Object.entries(figures).flatMap(([tag, value]): Named[] => {
    if (typeof value !== 'object' || value === null || !('unit' in value)) return []
    const known = Object.entries(value).filter(([, each]) => each !== null && each !== undefined)
    return [[tag, Object.fromEntries(known) as ForeignStatistics]]
  })
}

type Span = { readonly startMs: number | null; readonly endMs: number | null }

function facts(input: ExportInput, { startMs, endMs }: Span): Record<string, unknown> {
  const time = (unixMs: number | null) => (unixMs === null ? null : new Date(unixMs).toISOString())
  return {
    was_cancelled: input.header.flags.includes('interrupted'),
    start_time: time(startMs),
    end_time: time(endMs),
    input_config: {
      endpoint: { model_names: [input.header.model], url: input.header.target.url, streaming: true },
      loadgen: {
        request_count: input.requests,
        request_rate: input.requestRateRps,
        concurrency: input.maxConcurrency,
      },
      input: { random_seed: input.header.seed },
    },
  }
}

/** Two tables with a blank line between: metrics with a distribution, then single values. */
function table(metrics: readonly Named[]): string {
  const all = metrics.map(([tag, value]) => ({ name: `${title(tag)} (${value.unit})`, value }))
  const spread = all.filter(({ value }) => 'p50' in value)
  const single = all.filter(({ value }) => !('p50' in value))
  const rows = spread.map(({ name, value }): Cell[] => [name, ...statistics.map((each) => value[each] ?? null)])
  return [
    csvText([['Metric', ...statistics], ...rows]),
    csvText([['Metric', 'Value'], ...single.map(({ name, value }): Cell[] => [name, value.avg ?? null])]),
  ].join('\r\n')
}

function title(tag: string): string {
  const small = new Set(['to', 'per'])
  return tag
    .split('_')
    .map((word) => (small.has(word) ? word : word.slice(0, 1).toUpperCase() + word.slice(1)))
    .join(' ')
}
