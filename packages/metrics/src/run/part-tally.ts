import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { AggregatedMetrics } from '@sagellm-benchmark/protocol-types/artifacts'
import { wasCancelled } from '@sagellm-benchmark/protocol-types/records'
import { requestMetrics } from '../request/request-metrics.js'
import { mean } from '../statistics/mean.js'
import { percentiles } from '../statistics/percentiles.js'
import { type Column, createColumn } from './column.js'

type PartFigures = AggregatedMetrics['parts'][number]

const sampled = ['promptTokens', 'outputTokens', 'ttftMs', 'tpotMs', 'e2elMs'] as const

type Part = {
  readonly counts: { requests: number; successful: number; failed: number; cancelled: number }
  readonly values: Readonly<Record<(typeof sampled)[number], Column>>
}

/** Takes measured records one at a time; the figures of each part of a request mix, by name. Of a load without a mix there are none. */
export function createPartTally(): { add(record: RequestRecord): void; result(): PartFigures[] } {
  const parts = new Map<string, Part>()
  return {
    add(record) {
      if (record.part === null) return
      const part = parts.get(record.part) ?? newPart()
      parts.set(record.part, part)
      const { counts, values } = part
      counts.requests += 1
      if (wasCancelled(record.errorClass)) counts.cancelled += 1
      else if (record.errorClass === null) counts.successful += 1
      else counts.failed += 1
      if (record.errorClass !== null) return
      const { ttftMs, tpotMs, e2eLatencyMs: e2elMs } = requestMetrics(record)
      const { promptTokens, outputTokens } = record
      const known = { promptTokens, outputTokens, ttftMs, tpotMs, e2elMs }
      for (const name of sampled) if (known[name] !== null) values[name].push(known[name])
    },
    result: () =>
      [...parts]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, { counts, values }]): PartFigures => {
          const of = (column: Column) => column.toArray().sort()
          const ttft = of(values.ttftMs)
          const e2el = of(values.e2elMs)
          const [p50TtftMs = null, p99TtftMs = null] = percentiles(ttft, [0.5, 0.99])
          const [p99E2elMs = null] = percentiles(e2el, [0.99])
          return {
            name,
            ...counts,
            promptTokens: mean(of(values.promptTokens)),
            outputTokens: mean(of(values.outputTokens)),
            avgTtftMs: mean(ttft),
            p50TtftMs,
            p99TtftMs,
            avgTpotMs: mean(of(values.tpotMs)),
            avgE2elMs: mean(e2el),
            p99E2elMs,
          }
        }),
  }
}

function newPart(): Part {
  return {
    counts: { requests: 0, successful: 0, failed: 0, cancelled: 0 },
    values: Object.fromEntries(sampled.map((name) => [name, createColumn()])) as Part['values'],
  }
}
