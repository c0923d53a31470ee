import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Clock, isBenchError, RunPlan, type RunPlanInput } from '@sagellm-benchmark/protocol-types'
import type { E2ePerfFile, E2ePerfRow } from '@sagellm-benchmark/protocol-types/performance'
import { uniqueFileStems } from '@sagellm-benchmark/reporters'
import { readCalibration } from '@sagellm-benchmark/runner/calibration'
import type { CommandIo } from '../../command/define-command.js'
import { measure, reduceJournal } from '../run/measure.js'
import { e2eRow } from './e2e-row.js'
import { type E2eTarget, openE2eTarget } from './e2e-target.js'
import type { PerfContext } from './perf-context.js'
import type { PerfOptions } from './perf-options.js'
import { scenario } from './scenarios.js'
import { summariseRows } from './summarise-rows.js'

export type E2eMeasuring = {
  readonly io: CommandIo
  readonly clock: Clock
  readonly apiKey: string | null
  readonly context: PerfContext
  /** Where the records of every row go. */
  readonly folder: string
}

export type E2eOutcome = { readonly file: E2ePerfFile; readonly interrupted: boolean; readonly failed: boolean }

/**
 * Measures every model at every precision in every scenario and batch size, the same way as `run` measures a workload.
 * A model that cannot be measured is told in the file's notices, as long as another one could.
 *
 * @throws BenchError of the first model where none could be measured.
 */
export async function measureE2eFile(options: PerfOptions, measuring: E2eMeasuring): Promise<E2eOutcome> {
  const rows: E2ePerfRow[] = []
  const notices: string[] = []
  const failures: unknown[] = []
  const groups = groupsOf(options)
  const stems = uniqueFileStems(groups.map(({ model, precision }) => [model ?? 'default', precision].join('-')))
  for (const [at, group] of groups.entries()) {
    if (measuring.io.signal.aborted) break
    try {
      const folder = join(measuring.folder, `${stems[at]}_records`)
      const measured = await measureGroup({ ...group, options, folder }, measuring)
      rows.push(...measured.rows)
      notices.push(...measured.notices)
    } catch (error) {
      if (!isBenchError(error) || measuring.io.signal.aborted) throw error
      failures.push(error)
      notices.push(`${group.model ?? 'the default model'} was not measured: ${error.message}`)
    }
  }
  if (rows.length === 0 && failures.length > 0) throw failures[0]

  const { context } = measuring
  const unanswered = rows.filter((row) => row.successfulRequests === 0).map((row) => row.scenario)
  if (unanswered.length > 0) notices.push(`no request was answered in ${unanswered.join(', ')}`)
  const file: E2ePerfFile = {
    schemaVersion: 1,
    kind: 'e2e',
    simulate: options.simulate,
    models: distinct(rows.map((row) => row.model)),
    batchSizes: distinct(rows.flatMap((row) => row.batchSize ?? [])),
    precisions: distinct(rows.map((row) => row.precision)),
    summary: summariseRows(rows),
    rows,
    ...context,
    notices: distinct(notices),
  }
  const failed = failures.length > 0 || unanswered.length > 0
  return { file, interrupted: measuring.io.signal.aborted, failed }
}

type Group = { readonly model: string | null; readonly precision: string | null }

function groupsOf({ model, precision }: PerfOptions): Group[] {
  const models: (string | null)[] = model.length > 0 ? distinct(model) : [null]
  const precisions: (string | null)[] = precision.length > 0 ? distinct(precision) : [null]
  return models.flatMap((each) => precisions.map((at) => ({ model: each, precision: at })))
}

async function measureGroup(
  group: Group & { readonly options: PerfOptions; readonly folder: string },
  { io, clock, apiKey }: E2eMeasuring,
): Promise<{ readonly rows: E2ePerfRow[]; readonly notices: readonly string[] }> {
  const { options } = group
  const planFor = (target: RunPlanInput['target']): RunPlan =>
    RunPlan.parse({
      target,
      workloads: [scenario('short', { batchSize: 1, window: null }).workload],
      rounds: options.rounds,
      seed: options.seed,
      timeouts: { totalMs: options.requestTimeout * 1000, firstTokenMs: options.requestTimeout * 1000 },
    })
  const opened = await openE2eTarget({ ...group, apiKey, clock, signal: io.signal, planFor })
  try {
    const window = options.maxSeqLen ?? opened.target.client.identity.maxModelLen
    const rows: E2ePerfRow[] = []
    for (const name of distinct(options.scenario)) {
      for (const batchSize of distinct(options.batchSize)) {
        if (io.signal.aborted) break
        const shape = scenario(name, { batchSize, window, maxOutputTokens: options.maxOutputTokens })
        // A whole batch warms up, so that the first measured one finds memory of its size in place.
        const warmup = { requests: batchSize, seconds: 0 }
        const plan = { ...planFor(opened.target.plan), workloads: [shape.workload], warmup }
        rows.push(
          await measureRow({ plan, opened, shape, folder: join(group.folder, shape.name) }, { options, io, clock }),
        )
      }
    }
    return { rows, notices: opened.notices }
  } finally {
    await opened.target.close()
  }
}

type RowMeasuring = {
  readonly plan: RunPlan
  readonly opened: E2eTarget
  readonly shape: ReturnType<typeof scenario>
  readonly folder: string
}

async function measureRow(
  { plan, opened, shape, folder }: RowMeasuring,
  { options, io, clock }: { readonly options: PerfOptions; readonly io: CommandIo; readonly clock: Clock },
): Promise<E2ePerfRow> {
  await mkdir(folder, { recursive: true })
  const { target } = opened
  const { transport } = target.client.identity
  const result = await measure({
    plan,
    target,
    folder,
    resume: null,
    shiftMs: 0,
    // Only what goes over a network has a client whose error was measured.
    calibration: transport === 'in_process' ? null : await readCalibration({ transport, workers: plan.workers }),
    files: {},
    clock,
    quiet: options.quiet,
    io,
  })
  const [reduced] = await reduceJournal({ plan, folder, result, peakMemMb: target.peakMemoryMb() })
  if (!reduced) throw new Error(`no metrics for ${shape.name}`)
  return e2eRow(opened, shape, reduced.metrics)
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)]
}
