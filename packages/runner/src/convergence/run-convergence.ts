import { type MarkerPatterns, observeTarget } from '@sagellm-benchmark/probes'
import { type RequestRecord, systemClock } from '@sagellm-benchmark/protocol-types'
import type { ComparisonFile, ServerChecks } from '@sagellm-benchmark/protocol-types/comparison'
import type { ComparisonTarget } from '../compare/comparison-target.js'
import { type ComparisonResult, runComparison, type RunComparisonOptions } from '../compare/run-comparison.js'
import type { RecordSink } from '../load/recorder.js'
import { type ClientTally, createClientTally } from './client-tally.js'

export type RunConvergenceOptions = Omit<RunComparisonOptions, 'observe'> & {
  /** @default those of sageLLM */
  readonly patterns?: MarkerPatterns
  /** Between two readings of metrics page and log; `null` reads both ends only. Each costs the target some time. @default 1000 */
  readonly sampleIntervalMs?: number | null
}

export type ConvergenceRun = Omit<ComparisonResult, 'comparison'> & {
  readonly comparison: ComparisonFile
  /** The server's own numbers against the client's, by label; `null` where the server has none. */
  readonly serverChecks: ReadonlyMap<string, ServerChecks | null>
}

/**
 * A comparison whose targets are watched while they are measured: metrics pages, logs, decode telemetry, process and
 * devices, from after the warm-up to after the last round. `convergenceFiles` turns the result into the artifacts.
 *
 * @throws BenchError as `runComparison` does, and `invalid_argument` for a marker pattern that cannot be used.
 * @example const run = await runConvergence({ plan, targets: [{ endpoint: before }, { endpoint: after, logFile }] })
 */
export async function runConvergence(options: RunConvergenceOptions): Promise<ConvergenceRun> {
  const { patterns, sampleIntervalMs = 1000, sink = null, clock = systemClock(), ...comparing } = options
  const tallies = new Map<string, ClientTally>()
  const result = await runComparison({
    ...comparing,
    clock,
    sink: tallying(sink, tallies),
    observe: ({ endpoint, apiKey, logFile = null, pid = null }: ComparisonTarget) =>
      observeTarget({
        label: endpoint.label,
        url: endpoint.url,
        headers: { ...endpoint.headers, ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}) },
        secrets: apiKey ? [apiKey] : [],
        logFile,
        pid,
        clock,
        intervalMs: sampleIntervalMs,
        ...(patterns ? { patterns } : {}),
      }),
  })
  const serverChecks = new Map(
    result.targets.map(({ target: { endpoint }, observation }) => {
      const tally = tallies.get(endpoint.label) ?? createClientTally()
      return [endpoint.label, observation && tally.against(observation.telemetry)]
    }),
  )
  return { ...result, comparison: result.comparison as ComparisonFile, serverChecks }
}

/** Counts what passes on its way to the journal. */
function tallying(sink: RecordSink | null, tallies: Map<string, ClientTally>): RecordSink {
  const count = (record: RequestRecord) => {
    const known = tallies.get(record.target) ?? createClientTally()
    tallies.set(record.target, known)
    known.add(record)
  }
  return {
    append(records) {
      records.forEach(count)
      return sink?.append(records)
    },
  }
}
