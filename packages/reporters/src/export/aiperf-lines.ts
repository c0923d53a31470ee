import type { Recomputation } from '@sagellm-benchmark/metrics'
import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { type GrowingColumn, growingColumn } from '../requests/growing-column.js'
import type { ExportInput } from './export-layout.js'

/** What a line says of a request; `null`: not known. Stamps are Unix time, ms. */
type LineValues = {
  readonly startMs: number
  readonly endMs: number
  readonly measured: number
} & Readonly<Record<MetricTag, number | null>>

const units = {
  time_to_first_token: 'ms',
  request_latency: 'ms',
  inter_token_latency: 'ms',
  input_sequence_length: 'tokens',
  output_sequence_length: 'tokens',
} as const
type MetricTag = keyof typeof units
const tags = Object.keys(units) as MetricTag[]

type Failure = { readonly code: number | null; readonly type: string; readonly message: string | null }

/** The lines of `profile_export.jsonl`: kept as columns, about 110 bytes a request, and made into text as they are written. */
export interface AiperfLines {
  add(record: RequestRecord): void
  /** First start and last end, Unix time, ms; `null` without a record. */
  readonly startMs: number | null
  readonly endMs: number | null
  /** The text, a thousand lines a piece. */
  pieces(): Iterable<string>
}

/** @param recomputed - by whose rules a request is judged. */
export function createAiperfLines(
  { unixOffsetMs }: Pick<ExportInput, 'unixOffsetMs'>,
  recomputed: Recomputation,
): AiperfLines {
  const ids: string[] = []
  const failures = new Map<number, Failure>()
  const columns = new Map<keyof LineValues, GrowingColumn>()
  let startMs: number | null = null
  let endMs: number | null = null
  return {
    get startMs() {
      return startMs
    },
    get endMs() {
      return endMs
    },
    add(record) {
      const values = valuesOf(record, { unixOffsetMs, metrics: recomputed.request(record) })
      startMs = Math.min(startMs ?? values.startMs, values.startMs)
      endMs = Math.max(endMs ?? values.endMs, values.endMs)
      const { errorClass, errorMessage, httpStatus } = record
      if (errorClass !== null && values.time_to_first_token === null)
        failures.set(ids.length, { code: httpStatus, type: errorClass, message: errorMessage })
      ids.push(record.requestId)
      for (const [name, value] of Object.entries(values) as [keyof LineValues, number | null][]) {
        if (!columns.has(name)) columns.set(name, growingColumn())
        columns.get(name)?.push(value ?? Number.NaN)
      }
    },
    *pieces() {
      const arrays = [...columns].map(([name, column]) => [name, column.toArray()] as const)
      for (let from = 0; from < ids.length; from += 1000) {
        let piece = ''
        for (let at = from; at < Math.min(from + 1000, ids.length); at++) {
          const values = arrays.map(([name, array]) => [name, Number.isNaN(array[at]) ? null : array[at]])
          const known = Object.fromEntries(values) as LineValues
          piece += `${JSON.stringify(line(known, { at, id: ids[at] as string, failure: failures.get(at) ?? null }))}\n`
        }
        yield piece
      }
    },
  }
}

type Recomputed = { readonly unixOffsetMs: number; readonly metrics: ReturnType<Recomputation['request']> }

function valuesOf(record: RequestRecord, { unixOffsetMs, metrics }: Recomputed): LineValues {
  const byTag = Object.fromEntries(tags.map((tag) => [tag, metrics?.[tag] ?? null])) as Record<MetricTag, number | null>
  return {
    startMs: record.startAt + unixOffsetMs,
    endMs: record.endAt + unixOffsetMs,
    measured: record.phase === 'measured' ? 1 : 0,
    ...byTag,
  }
}

type LineFacts = { readonly at: number; readonly id: string; readonly failure: Failure | null }

/** One request. Its metrics are by the rules of AIPerf; what is a failure there has none. */
function line(values: LineValues, { at, id, failure }: LineFacts): unknown {
  const known = tags.filter((tag) => values[tag] !== null)
  return {
    metadata: {
      session_num: at,
      x_request_id: id,
      request_start_ns: Math.round(values.startMs * 1e6),
      request_end_ns: Math.round(values.endMs * 1e6),
      benchmark_phase: values.measured === 1 ? 'profiling' : 'warmup',
      was_cancelled: ['cancelled_by_run', 'cancelled_by_client', 'aborted'].includes(failure?.type ?? ''),
    },
    metrics: Object.fromEntries(known.map((tag) => [tag, { value: values[tag], unit: units[tag] }])),
    error: failure,
  }
}
