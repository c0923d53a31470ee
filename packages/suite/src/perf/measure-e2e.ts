import { join } from 'node:path'
import { summariseRows } from '@sagellm-benchmark/metrics'
import { rowOfStarts } from '@sagellm-benchmark/metrics/verdicts'
import { isBenchError } from '@sagellm-benchmark/protocol-types'
import type { LearntOfEndpoint } from '@sagellm-benchmark/protocol-types/engine'
import type { E2ePerfFile, E2ePerfRow } from '@sagellm-benchmark/protocol-types/performance'
import { deriveSeed } from '@sagellm-benchmark/protocol-types/random'
import type { ResolvedIo } from '../io.js'
import { e2eGroups } from './e2e-groups.js'
import { withE2eTarget } from './e2e-target.js'
import { type MeasuredRow, measureRows } from './measure-rows.js'
import type { PerfContext } from './perf-context.js'
import type { E2ePerfPlan } from './perf-plan.js'
import { startFolder } from './record-folder.js'

export type E2eMeasuring = {
  readonly io: ResolvedIo
  readonly context: PerfContext
  /** Where the records of every row go. */
  readonly folder: string
  /** Called before the first row, and after each, with the file of all that were measured so far. */
  readonly onRow: (file: E2ePerfFile) => Promise<void>
}

export type E2eOutcome = { readonly file: E2ePerfFile; readonly interrupted: boolean; readonly failed: boolean }

/**
 * Measures every model at every precision in every scenario and batch size, the same way as `run` measures a workload.
 * A model that cannot be opened is named in the file's notices, as long as another one could be; an error in the middle of
 * a measurement ends it. With several starts all of it is measured so many times, each target opened anew.
 *
 * @throws BenchError of the first model where none could be opened.
 */
export async function measureE2eFile(
  plan: E2ePerfPlan,
  { io, context, folder, onRow }: E2eMeasuring,
): Promise<E2eOutcome> {
  const made: MeasuredRow[] = []
  const notices: string[] = []
  const learnt: NonNullable<E2ePerfFile['learnt']> = []
  const failures: unknown[] = []
  const fileOf = (measured: readonly MeasuredRow[]) => e2eFile(plan, { context, measured, notices, learnt })
  for (const start of Array.from({ length: plan.restarts }, (_, at) => at)) {
    for (const group of e2eGroups(plan)) {
      if (io.signal.aborted) break
      let opened = false
      try {
        await withE2eTarget(ofStart(plan, start), { group, io }, async (target) => {
          opened = true
          if (start === 0 && target.plan.target.kind === 'endpoint')
            learnt.push(learntOf(target.effectiveModel, target.plan.target))
          // So that one that is killed in its first row is known for what it is.
          if (made.length === 0) await onRow(fileOf(made).file)
          const done: MeasuredRow[] = []
          const keep = (row: MeasuredRow) => {
            done.push(row)
            return onRow(fileOf([...made, ...done]).file)
          }
          const place = join(folder, startFolder(start), group.folder)
          made.push(...(await measureRows(plan, { target, folder: place, io, onRow: keep })))
          notices.push(...target.notices)
        })
      } catch (error) {
        if (opened || !isBenchError(error) || io.signal.aborted) throw error
        failures.push(error)
        notices.push(`${group.model ?? 'The default model'} was not measured: ${error.message}`)
      }
    }
  }
  if (made.length === 0 && failures.length > 0) throw failures[0]
  const { file, unanswered } = fileOf(made)
  return { file, interrupted: io.signal.aborted, failed: failures.length > 0 || unanswered }
}

type FileParts = {
  readonly context: PerfContext
  readonly measured: readonly MeasuredRow[]
  readonly notices: readonly string[]
  readonly learnt: NonNullable<E2ePerfFile['learnt']>
}

/** The file of what was measured so far, and whether no request of one of its rows was answered. */
function e2eFile(plan: E2ePerfPlan, { context, measured, notices, learnt }: FileParts) {
  const restarted = plan.restarts > 1 ? plan.target.kind !== 'endpoint' : null
  const scenarios = byScenario(measured, restarted === false ? 'repeats' : 'starts')
  const rows = scenarios.map(({ row }) => row)
  const unanswered = scenarios.filter(({ row }) => row.successfulRequests === 0)
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
    restarts: plan.restarts,
    restarted,
    notices: distinct([...notices, ...(restarted === false ? [notRestarted] : []), ...unansweredNotices(unanswered)]),
    serverCounters: null,
    ...(learnt.length > 0 ? { learnt } : {}),
  }
  return { file, unanswered: unanswered.length > 0 }
}

function unansweredNotices(unanswered: readonly MeasuredRow[]): string[] {
  return distinct(unanswered.map(({ failure }) => failure)).map((reason) => {
    const scenarios = unanswered.filter(({ failure }) => failure === reason).map(({ row }) => row.scenario)
    return `No request was answered in ${scenarios.join(', ')}${reason ? `: ${reason}` : ''}`
  })
}

const notRestarted =
  'The endpoint was measured several times and its server was not started anew, so differences between starts of the server are not in the noise'

/** Fresh prompts for every start: the caches of an endpoint may live on. */
function ofStart(plan: E2ePerfPlan, start: number): E2ePerfPlan {
  if (start === 0) return plan
  const of = (seed: number) => deriveSeed(seed, 'start', start)
  return { ...plan, seed: of(plan.seed), ...(plan.textSeed == null ? {} : { textSeed: of(plan.textSeed) }) }
}

/** The rows of all starts of each scenario as one. */
function byScenario(made: readonly MeasuredRow[], method: 'starts' | 'repeats'): MeasuredRow[] {
  const groups = new Map<string, MeasuredRow[]>()
  for (const each of made) {
    const { model, precision, scenario, batchSize } = each.row
    const key = JSON.stringify([model, precision, scenario, batchSize])
    groups.set(key, [...(groups.get(key) ?? []), each])
  }
  return [...groups.values()].map((group) => ({
    row: rowOfStarts(group.map(({ row }) => row) as [E2ePerfRow, ...E2ePerfRow[]], method),
    failure: group.find(({ failure }) => failure !== null)?.failure ?? null,
  }))
}

function learntOf(model: string, { fieldChanges, chunkProof }: LearntOfEndpoint) {
  return { model, fieldChanges, chunkProof }
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)]
}
