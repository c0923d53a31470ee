import { join } from 'node:path'
import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { AggregatedMetrics } from '@sagellm-benchmark/protocol-types/artifacts'
import { loadKindOf } from '@sagellm-benchmark/protocol-types/loads'
import { type RunHeader, uniqueFileStems } from '@sagellm-benchmark/reporters'
import { type ExportCollector, openExport } from '@sagellm-benchmark/reporters/export'
import { writeFileAtomic } from '@sagellm-benchmark/runner'
import type { ExportTool, OpenRun } from './run-outcome.js'

/** The files of other tools, for every workload of a run. */
export interface RunExports {
  add(record: RequestRecord): void
  /** Writes them into the folder of the run, with what its workloads came to. */
  write(measured: readonly MeasuredWorkload[]): Promise<void>
}

type MeasuredWorkload = { readonly name: string; readonly metrics: AggregatedMetrics }

type Wanted = {
  readonly tools: readonly ExportTool[]
  readonly header: RunHeader
  /** Unix time minus a record's stamp, ms. */
  readonly unixOffsetMs: number
}

/** Begins the files of the other tools; they are recomputed from the run's records by each tool's own rules. */
export function openExports({ plan, folder, io }: OpenRun, { tools, header, unixOffsetMs }: Wanted): RunExports {
  const stems = uniqueFileStems(plan.workloads.map(({ name }) => name))
  const measuredBy = new Map<string, AggregatedMetrics>()
  const opened = plan.workloads.flatMap((workload, at) => {
    const { load } = workload
    const kind = loadKindOf(load, io.loadKinds)
    const input = {
      header,
      workload: workload.name,
      requests: workload.requests * plan.rounds,
      requestRateRps: kind.rateRps(load),
      burstiness: kind.burstiness(load),
      maxConcurrency: kind.drive === 'batches' ? null : kind.places(load),
      metadata: plan.metadata,
      serviceLevels: plan.serviceLevels,
      measured: () => measuredBy.get(workload.name) ?? null,
      unixOffsetMs,
    }
    const prefix = plan.workloads.length > 1 ? `${stems[at]}_` : ''
    return tools.map((tool) => ({ workload: workload.name, prefix, collector: openExport(tool, input) }))
  })
  const byWorkload = new Map<string, ExportCollector[]>()
  for (const { workload, collector } of opened)
    byWorkload.set(workload, [...(byWorkload.get(workload) ?? []), collector])
  return {
    add(record) {
      for (const collector of byWorkload.get(record.workload) ?? []) collector.add(record)
    },
    async write(measured) {
      for (const { name, metrics } of measured) measuredBy.set(name, metrics)
      for (const { prefix, collector } of opened)
        for (const { name, text } of collector.files()) await writeFileAtomic(join(folder, `${prefix}${name}`), text)
    },
  }
}
