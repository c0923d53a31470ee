import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type ContractVersion, judgeContract } from '@sagellm-benchmark/metrics/verdicts'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import {
  type AggregatedMetrics,
  benchmarkSummaryFile,
  environmentFile,
  type MetricsFile,
  metricsFile,
  runConfigFile,
} from '@sagellm-benchmark/protocol-types/artifacts'
import { runFiles, type WorkloadResult } from '@sagellm-benchmark/reporters'
import { readJsonFile } from '../files/read-json-file.js'
import type { SuiteIo } from '../io.js'
import { reduceJournal } from '../session/reduce-journal.js'
import { isOfLostShard } from '../shards/shard-sentences.js'
import type { RecomputedFile } from './held-files.js'
import { headerOfSummary } from './header-of-summary.js'
import { version } from '../version.js'

type Stored = { readonly name: string; readonly json: unknown; readonly file: MetricsFile }

/**
 * The metrics files and the summary of a run worked out again from its plan and its records, and its plan and environment as they are
 * written once they are read, so that a field that is missing there is seen. What was observed and not calculated (the server's counters, the
 * client's own load, times of the calendar, how a replay was kept, which shards were lost) is taken as it stands.
 *
 * @throws BenchError `not_found` or `corrupt_data`, naming the file.
 */
export async function recomputeRun(
  folder: string,
  { loadKinds = [] }: Pick<SuiteIo, 'loadKinds'> = {},
): Promise<RecomputedFile[]> {
  const configJson = await readJsonFile(join(folder, 'config.json'))
  const config = runConfigFile.parse(configJson, join(folder, 'config.json'))
  const { plan } = config
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
        const { clientOverhead, precision, loadNotKept } = of(workload.name).file.metrics
        const notKept = loadNotKept.filter(isOfLostShard)
        return { workload, ...ended, clientOverhead, notKept, ...(precision === null ? {} : { precision }) }
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
  const madeBy = summary.toolVersion
  return [
    ...again.workloads.map((file): RecomputedFile => {
      const own = of(file.workload as string)
      return { file: own.name, stored: own.json, recomputed: metricsFile.serialize(file), madeBy }
    }),
    { file: 'benchmark_summary.json', stored: json, recomputed: benchmarkSummaryFile.serialize(again.summary), madeBy },
    {
      file: 'config.json',
      stored: configJson,
      recomputed: runConfigFile.serialize(config),
      madeBy: config.versions['sagellm-benchmark'] ?? version,
    },
    ...(await environmentAgain(folder)),
  ]
}

/** A run whose machine could not be looked at has no such file. */
async function environmentAgain(folder: string): Promise<RecomputedFile[]> {
  const file = 'environment.json'
  if (!(await readdir(folder)).includes(file)) return []
  const stored = await readJsonFile(join(folder, file))
  const environment = environmentFile.parse(stored, join(folder, file))
  return [{ file, stored, recomputed: environmentFile.serialize(environment), madeBy: environment.tool.version }]
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
