import { join } from 'node:path'
import { recomputeAs } from '@sagellm-benchmark/metrics'
import type { RequestRecord, RunPlan } from '@sagellm-benchmark/protocol-types'
import { exportAs, type RunHeader, type TextFile, type WorkloadResult } from '@sagellm-benchmark/reporters'
import { readJournal } from '@sagellm-benchmark/runner'

export type ExportSource = {
  readonly folder: string
  readonly header: RunHeader
  readonly plan: RunPlan
  readonly workloads: readonly WorkloadResult[]
  /** Unix time minus a record's stamp, ms. */
  readonly unixOffsetMs: number
}

/** The files of another tool for every workload of a run, recomputed from its records by that tool's rules. */
export async function exportFiles(tool: 'vllm' | 'aiperf', source: ExportSource): Promise<TextFile[]> {
  const { plan, header } = source
  const files: TextFile[] = []
  for (const workload of plan.workloads) {
    const records = await recordsOf(source.folder, workload.name)
    const { load } = workload
    const made = exportAs(tool, {
      header,
      workload: workload.name,
      figures: recomputeAs(tool, records),
      requests: workload.requests * plan.rounds,
      requestRateRps: 'rateRps' in load ? load.rateRps : null,
      burstiness: load.kind === 'gamma' ? load.burstiness : load.kind === 'poisson' ? 1 : null,
      maxConcurrency: load.kind === 'closed' ? load.concurrency : 'maxConcurrency' in load ? load.maxConcurrency : null,
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
