import type { RequestRecord, ServiceLevel } from '@sagellm-benchmark/protocol-types'
import type { AggregatedMetrics } from '@sagellm-benchmark/protocol-types/artifacts'
import type { RunHeader } from '../run/build-summary.js'

/** The statistics of one metric in another tool's file: its unit, then avg, min, max, p50, ... as far as they are known. */
export type ForeignStatistics = { readonly unit: string } & Readonly<Record<string, string | number | null>>

/** What is known of a workload beside its records. */
export type ExportInput = {
  readonly header: RunHeader
  readonly workload: string
  /** Requests asked for. */
  readonly requests: number
  /** `null`: as fast as concurrency allows. */
  readonly requestRateRps: number | null
  readonly burstiness: number | null
  readonly maxConcurrency: number | null
  readonly metadata: Readonly<Record<string, string>>
  /** Limits of the plan, for goodput by the tool's own rule. @default none */
  readonly serviceLevels?: readonly ServiceLevel[]
  /** What the workload came to by our own rules, once its files are made: what makes it doubtful stands in their notes. @default not known */
  readonly measured?: () => AggregatedMetrics | null
  /** Unix time minus a record's stamp, ms: `clock.unixOffsetMs` of the environment. */
  readonly unixOffsetMs: number
}

/** A file of another tool; a long one comes in pieces. */
export type ExportFile = { readonly name: string; readonly text: string | Iterable<string> }

/**
 * Takes the records of one workload, one at a time, so that a run is read once for all its files. Figures are recomputed by the other
 * tool's own rules from our stamps (`createRecomputation` of the metrics package), never our figures under its names; what cannot
 * be recomputed is not in it.
 */
export interface ExportCollector {
  add(record: RequestRecord): void
  /** After the last record. */
  files(): ExportFile[]
}

/** The files of one other tool. */
export interface ExportLayout {
  /** What `--export` takes. */
  readonly name: string
  readonly description: string
  open(input: ExportInput): ExportCollector
}

/** Declares the files of another tool. The package's own are in the list of `open-export.ts`; one of a library user goes to `openExport`. */
export function defineExportLayout(layout: ExportLayout): ExportLayout {
  return layout
}
