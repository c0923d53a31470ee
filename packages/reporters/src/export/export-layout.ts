import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { RunHeader } from '../run/build-summary.js'
import type { TextFile } from '../run/run-files.js'

/** The statistics of one metric in another tool's file: its unit, then avg, min, max, p50, ... as far as they are known. */
export type ForeignStatistics = { readonly unit: string } & Readonly<Record<string, string | number | null>>

/**
 * What another tool's file is made of. `figures` are recomputed by that tool's own rules from our stamps (`recomputeAs` of the
 * metrics package), never our figures under its names; what cannot be recomputed is not in it.
 */
export type ExportInput = {
  readonly header: RunHeader
  readonly workload: string
  /** By the other tool's field names: scalars and arrays for vLLM, `ForeignStatistics` for AIPerf. */
  readonly figures: Readonly<Record<string, unknown>>
  /** Requests asked for. */
  readonly requests: number
  /** `null`: as fast as concurrency allows. */
  readonly requestRateRps: number | null
  readonly burstiness: number | null
  readonly maxConcurrency: number | null
  readonly metadata: Readonly<Record<string, string>>
  readonly records: readonly RequestRecord[]
  /** Unix time minus a record's stamp, ms: `clock.unixOffsetMs` of the environment. */
  readonly unixOffsetMs: number
}

/** The files of one other tool. */
export interface ExportLayout {
  /** What `--export` takes. */
  readonly name: string
  readonly description: string
  files(input: ExportInput): TextFile[]
}

/** Declares the files of another tool. The package's own are in the list of `export-as.ts`; one of a library user goes to `exportAs`. */
export function defineExportLayout(layout: ExportLayout): ExportLayout {
  return layout
}
