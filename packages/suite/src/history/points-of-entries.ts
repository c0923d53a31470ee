import { type LeaderboardEntry, leaderboardEntryFile } from '@sagellm-benchmark/protocol-types/leaderboard'
import { entryReasons } from '@sagellm-benchmark/reporters/entries'
import { withoutNulls } from './environment-facts.js'
import { plainFields } from './json-fields.js'
import type { MeasuredPoint } from './measured-point.js'

/** The points of a list of leaderboard entries, with those that could not be read. */
export type EntryPoints = { readonly points: MeasuredPoint[]; readonly unreadable: readonly string[] }

/** Whether a value is a leaderboard entry, of the original's site or its successor's, or a list of them. */
export function areEntries(json: unknown): boolean {
  const first: unknown = Array.isArray(json) ? json[0] : json
  return typeof first === 'object' && first !== null && 'entry_id' in first && 'metadata' in first
}

/** One point an entry. An entry that is broken takes no other with it. */
export function pointsOfEntries(json: unknown, source: string): EntryPoints {
  const points: MeasuredPoint[] = []
  const unreadable: string[] = []
  for (const [at, each] of [json].flat().entries()) {
    const place = Array.isArray(json) ? `${source} entry ${at + 1}` : source
    try {
      points.push(pointOf(leaderboardEntryFile.parse(each, place), place))
    } catch (error) {
      unreadable.push((error as Error).message)
    }
  }
  return { points, unreadable }
}

function pointOf(entry: LeaderboardEntry, source: string): MeasuredPoint {
  const { metadata, metrics, hardware, model, versions, environment, cluster, sameSpec } = entry
  const nodes = cluster?.nodeCount ?? 1
  return {
    tool: 'leaderboard',
    engine: entry.engine ?? metadata.engine ?? (entry.sagellmVersion === undefined ? null : 'sagellm'),
    workload: loadOf(entry),
    model: [model.shortName || model.name, model.precision, model.quantization === 'None' ? null : model.quantization]
      .filter(Boolean)
      .join(' '),
    hardware: `${hardware.chipModel} x ${hardware.chipCount}${nodes > 1 ? `, ${nodes} nodes` : ''}`,
    simulated: metadata.evidence?.flags.includes('simulated') ?? false,
    measuredAt: metadata.submittedAt,
    source,
    url: null,
    environment: {
      ...withoutNulls({
        engine_version: entry.engineVersion ?? metadata.engineVersion ?? entry.sagellmVersion ?? null,
        git_commit: metadata.gitCommit ?? null,
        spec: sameSpec?.resolvedSpecHash ?? null,
        submitter: metadata.submitter,
        source: metadata.dataSource,
      }),
      ...plainFields({ version: versions, environment, kv_cache: entry.kvCacheConfig }, () => false),
    },
    figures: {
      avg_ttft_ms: metrics.ttftMs,
      avg_tbt_ms: metrics.tbtMs,
      avg_tpot_ms: metrics.tpotMs,
      avg_throughput_tps: metrics.throughputTps,
      output_throughput_tps: metrics.outputThroughputTps ?? null,
    },
    withheld: entryReasons(entry).filter((reason) => !reason.startsWith('it was simulated'))[0] ?? null,
  }
}

function loadOf({ workload, metadata, configType }: LeaderboardEntry): string {
  const older = workload['workloadName'] ?? workload['workload_name']
  const name = workload.name || (typeof older === 'string' ? older : null) || metadata.workload
  const named = name || /\bQ\d+\b/.exec(metadata.notes ?? '')?.[0] || 'LEGACY'
  const { inputLength, outputLength, batchSize, concurrentRequests } = workload
  return [
    named,
    inputLength === null && outputLength === null ? null : `${inputLength ?? '?'} to ${outputLength ?? '?'} tokens`,
    batchSize ? `batch ${batchSize}` : null,
    concurrentRequests ? `concurrency ${concurrentRequests}` : null,
    configType === 'single_gpu' ? null : configType.replaceAll('_', ' '),
  ]
    .filter(Boolean)
    .join(', ')
}
