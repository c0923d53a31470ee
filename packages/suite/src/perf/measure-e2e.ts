import { join } from 'node:path'
import { summariseRows } from '@sagellm-benchmark/metrics'
import { isBenchError } from '@sagellm-benchmark/protocol-types'
import type { LearntOfEndpoint } from '@sagellm-benchmark/protocol-types/engine'
import type { E2ePerfFile } from '@sagellm-benchmark/protocol-types/performance'
import type { ResolvedIo } from '../io.js'
import { e2eGroups } from './e2e-groups.js'
import { withE2eTarget } from './e2e-target.js'
import { type MeasuredRow, measureRows } from './measure-rows.js'
import type { PerfContext } from './perf-context.js'
import type { E2ePerfPlan } from './perf-plan.js'

export type E2eMeasuring = {
  readonly io: ResolvedIo
  readonly context: PerfContext
  /** Where the records of every row go. */
  readonly folder: string
}

export type E2eOutcome = { readonly file: E2ePerfFile; readonly interrupted: boolean; readonly failed: boolean }

/**
 * Measures every model at every precision in every scenario and batch size, the same way as `run` measures a workload.
 * A model that cannot be opened is named in the file's notices, as long as another one could be; an error in the middle of
 * a measurement ends it.
 *
 * @throws BenchError of the first model where none could be opened.
 */
export async function measureE2eFile(plan: E2ePerfPlan, { io, context, folder }: E2eMeasuring): Promise<E2eOutcome> {
  const measured: MeasuredRow[] = []
  const notices: string[] = []
  const learnt: NonNullable<E2ePerfFile['learnt']> = []
  const failures: unknown[] = []
  for (const group of e2eGroups(plan)) {
    if (io.signal.aborted) break
    let opened = false
    try {
      await withE2eTarget(plan, { group, io }, async (target) => {
        opened = true
        if (target.plan.target.kind === 'endpoint') learnt.push(learntOf(target.effectiveModel, target.plan.target))
        measured.push(...(await measureRows(plan, { target, folder: join(folder, group.folder), io })))
        notices.push(...target.notices)
      })
    } catch (error) {
      if (opened || !isBenchError(error) || io.signal.aborted) throw error
      failures.push(error)
      notices.push(`${group.model ?? 'The default model'} was not measured: ${error.message}`)
    }
  }
  if (measured.length === 0 && failures.length > 0) throw failures[0]

  const rows = measured.map(({ row }) => row)
  const unanswered = measured.filter(({ row }) => row.successfulRequests === 0)
  for (const reason of distinct(unanswered.map(({ failure }) => failure))) {
    const scenarios = unanswered.filter(({ failure }) => failure === reason).map(({ row }) => row.scenario)
    notices.push(`No request was answered in ${scenarios.join(', ')}${reason ? `: ${reason}` : ''}`)
  }
  const file: E2ePerfFile = {
    schemaVersion: 1,
    kind: 'e2e',
    simulate: plan.target.kind === 'simulated',
    models: distinct(rows.map((row) => row.model)),
    batchSizes: distinct(rows.flatMap((row) => row.batchSize ?? [])),
    precisions: distinct(rows.map((row) => row.precision)),
    summary: summariseRows(rows),
    rows,
    ...context,
    notices: distinct(notices),
    serverCounters: null,
    ...(learnt.length > 0 ? { learnt } : {}),
  }
  const failed = failures.length > 0 || unanswered.length > 0
  return { file, interrupted: io.signal.aborted, failed }
}

function learntOf(model: string, { fieldChanges, chunkProof }: LearntOfEndpoint) {
  return { model, fieldChanges, chunkProof }
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)]
}
