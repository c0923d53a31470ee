import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type ContractVersion, judgeContract } from '@sagellm-benchmark/metrics/verdicts'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import {
  type AggregatedMetrics,
  benchmarkSummaryFile,
  type MetricsFile,
  metricsFile,
  runConfigFile,
} from '@sagellm-benchmark/protocol-types/artifacts'
import { runFiles, type WorkloadResult } from '@sagellm-benchmark/reporters'
import { readJsonFile } from '../files/read-json-file.js'
import type { SuiteIo } from '../io.js'
import { reduceJournal } from '../session/reduce-journal.js'
import { headerOfSummary } from './header-of-summary.js'

/** A file of a run as it stands, and as its records give it. */
export type RecomputedFile = { readonly file: string; readonly stored: unknown; readonly recomputed: unknown }

type Stored = { readonly name: string; readonly json: unknown; readonly file: MetricsFile }

/**
 * The metrics files and the summary of a run worked out again from its plan and its records. What was observed and not calculated (the
 * server's counters, the client's own load, times of the calendar, how a replay was kept) is taken as it stands.
 *
 * @throws BenchError `not_found` or `corrupt_data`, naming the file.
 */
export async function recomputeRun(
  folder: string,
  { loadKinds = [] }: Pick<SuiteIo, 'loadKinds'> = {},
): Promise<RecomputedFile[]> {
  const { plan } = runConfigFile.parse(await readJsonFile(join(folder, 'config.json')), join(folder, 'config.json'))
  const path = join(folder, 'benchmark_summary.json')
  const json = await readJsonFile(path)
  const summary = benchmarkSummaryFile.parse(json, path)
  const stored = await metricsFiles(folder)
  const of = (workload: string) => {
    const found = stored.find(({ file }) => file.workload === workload)
    if (found) return found
    throw new BenchError('not_found', `${folder} has no metrics file of ${workload}`, { hint: 'measure it again' })
  }
  const reduced = await reduceJournal({
    plan,
    folder,
    result: {
      interrupted: summary.flags.includes('interrupted'),
      clockOffsets: { toUnixMs: 0 },
      workloads: plan.workloads.map((workload) => {
        const { clientOverhead, precision } = of(workload.name).file.metrics
        return { workload, ...ended, clientOverhead, ...(precision === null ? {} : { precision }) }
      }),
    },
    watched: { workloads: new Map(plan.workloads.map(({ name }) => [name, observedOf(of(name).file.metrics)])) },
    io: { loadKinds },
  })
  const workloads = reduced.map((result): WorkloadResult => {
    const { file } = of(result.name)
    const metrics = withObserved(result.metrics, file.metrics)
    const { contract } = file
    return contract
      ? { ...result, metrics, contract: judgeContract(contract.version as ContractVersion, metrics) }
      : { ...result, metrics }
  })
  const again = runFiles({ header: headerOfSummary(summary), workloads, environment: null })
  return [
    ...again.workloads.map((file): RecomputedFile => {
      const own = of(file.workload as string)
      return { file: own.name, stored: own.json, recomputed: likeStored(metricsFile.serialize(file), own.json) }
    }),
    {
      file: 'benchmark_summary.json',
      stored: json,
      recomputed: likeStored(benchmarkSummaryFile.serialize(again.summary), json),
    },
  ]
}

/** Of how a workload ended nothing enters a figure but flags, and these are taken as they stand. */
const ended = { stopReason: 'requests' as const, dry: { takes: 0, waitedMs: 0 }, startedAt: null, endedAt: null }

function observedOf({ peakMemMb, peakMemNote, serverCounters, slotRelease }: AggregatedMetrics) {
  return { peakMemMb, peakMemNote: peakMemNote ?? '', serverCounters, slotRelease }
}

/** What follows from the records must be among the flags; what else was noticed cannot be worked out again. */
function withObserved(again: AggregatedMetrics, stored: AggregatedMetrics): AggregatedMetrics {
  const missing = again.flags.filter((flag) => !stored.flags.includes(flag))
  const { clientOverhead, fidelity, startTime, endTime, peakMemNote } = stored
  return { ...again, clientOverhead, fidelity, startTime, endTime, peakMemNote, flags: [...stored.flags, ...missing] }
}

async function metricsFiles(folder: string): Promise<Stored[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('_metrics.json')).sort()
  return Promise.all(
    names.map(async (name) => {
      const json = await readJsonFile(join(folder, name))
      return { name, json, file: metricsFile.parse(json, join(folder, name)) }
    }),
  )
}

/** A file of an earlier version lacks the fields that were added since, on every level. */
function likeStored(again: unknown, stored: unknown): unknown {
  if (!isObject(again) || !isObject(stored)) return again
  return Object.fromEntries(
    Object.entries(again).flatMap(([key, value]) => (key in stored ? [[key, likeStored(value, stored[key])]] : [])),
  )
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
