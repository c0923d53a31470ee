import { join } from 'node:path'
import { recomputeAs } from '@sagellm-benchmark/metrics'
import type { RequestRecord, RunPlan } from '@sagellm-benchmark/protocol-types'
import { loadKindOf } from '@sagellm-benchmark/protocol-types/loads'
import { exportAs, type RunHeader, type TextFile, type WorkloadResult } from '@sagellm-benchmark/reporters'
import { readJournal } from '@sagellm-benchmark/runner'
import type { ResolvedIo } from '../io.js'

export type ExportSource = {
  readonly folder: string
  readonly header: RunHeader
  readonly plan: RunPlan
  readonly workloads: readonly WorkloadResult[]
  readonly io: Pick<ResolvedIo, 'loadKinds'>
  /** Unix time minus a record's stamp, ms. */
  readonly unixOffsetMs: number
}

/** Tools whose result files can be written too. */
export type ExportTool = 'vllm' | 'aiperf'

/** The files of another tool for every workload of a run, recomputed from its records by that tool's rules. */
export async function exportFiles(tool: ExportTool, source: ExportSource): Promise<TextFile[]> {
  const { plan, header } = source
  const files: TextFile[] = []
  for (const workload of plan.workloads) {
    const records = await recordsOf(source.folder, workload.name)
    const { load } = workload
    const kind = loadKindOf(load, source.io.loadKinds)
    const made = exportAs(tool, {
      header,
      workload: workload.name,
      figures: recomputeAs(tool, records),
      requests: workload.requests * plan.rounds,
      requestRateRps: kind.rateRps(load),
      burstiness: kind.burstiness(load),
      maxConcurrency: kind.drive === 'batches' ? null : kind.places(load),
      metadata: plan.metadata,
      records,
      unixOffsetMs: source.unixOffsetMs,
    })
    const prefix = plan.workloads.length > 1 ? `${workload.name}_` : ''
    files.push(...made.map(({ name, text }) => ({ name: `${prefix}${name}`, text })))
  }
  return files
}

async function recordsOf(folder: string, workload: string): Promise<RequestRecord[]> {
  const records: RequestRecord[] = []
  for await (const record of readJournal(join(folder, 'records.jsonl'))) {
    if (record.workload === workload) records.push(record)
  }
  return records
}
