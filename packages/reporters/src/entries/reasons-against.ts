import type { MetricsFile } from '@sagellm-benchmark/protocol-types/artifacts'
import type { LeaderboardEntry } from '@sagellm-benchmark/protocol-types/leaderboard'

/** Findings about a measurement that make its figures those of something else than the engine under the load that was asked for. */
const against: Readonly<Record<string, string>> = {
  simulated: 'it was simulated, not measured',
  client_saturated: 'the client was saturated, so its times are its own and not the engine’s',
  cache_contaminated: 'a prefix cache answered prompts that should have been read',
  interrupted: 'it was interrupted',
  not_started: 'it was never started',
  stopped_after_errors: 'it was given up after too many failures',
  prompts_ran_dry: 'prompts were not ready in time, so the load was lower than asked',
  prompts_unavailable: 'prompts could not be built',
  averaged_over_scenarios: 'it mixes several scenarios in one figure',
}

/** More than this share of failures is no result of an engine that works. */
const MOST_ERRORS = 0.1

/** Why a measured workload may not be published, a sentence each; empty where nothing speaks against it. */
export function reasonsAgainst({ metrics, simulated }: Pick<MetricsFile, 'metrics' | 'simulated'>): string[] {
  const flags = new Set<string>([...metrics.flags, ...(simulated ? ['simulated'] : [])])
  const found = Object.entries(against).flatMap(([flag, reason]) => (flags.has(flag) ? [reason] : []))
  const unkept = metrics.loadNotKept.length > 0 || flags.has('load_not_kept')
  return [
    ...found,
    ...(unkept ? [`the load was not the one that was asked for: ${metrics.loadNotKept[0] ?? 'see its report'}`] : []),
    ...(metrics.successfulRequests === 0 ? ['no request succeeded'] : []),
    ...((metrics.errorRate ?? 0) > MOST_ERRORS ? ['more than a tenth of its requests failed'] : []),
  ]
}

/** The same for an entry from a file: what our run noted in it, or what an entry of another program shows by itself. */
export function entryReasons({ metadata, metrics }: LeaderboardEntry): string[] {
  if (metadata.evidence) return metadata.evidence.reasons
  const figures = [metrics.ttftMs, metrics.throughputTps]
  if (figures.every((value) => value === 0)) return ['all of its figures are zero: no request succeeded']
  if (figures.every((value) => value === null)) return ['it has neither a TTFT nor a throughput']
  return (metrics.errorRate ?? 0) > MOST_ERRORS ? ['more than a tenth of its requests failed'] : []
}
