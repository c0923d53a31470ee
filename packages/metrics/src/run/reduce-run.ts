import type { AggregatedMetrics, ClientOverhead } from '@sagellm-benchmark/protocol-types/artifacts'
import { type FlagName, flagsWhere } from '@sagellm-benchmark/protocol-types/records'
import type { WholeRun } from '../formulas/compute.js'
import { mean } from '../statistics/mean.js'
import type { AggregateOptions } from './aggregate-options.js'
import { concurrency } from './concurrency.js'
import { errorBudgets } from './error-budgets.js'
import { loadNotKept } from './load-kept.js'
import { measuredPart } from './measured-part.js'
import { type MeasuredWindow, measuredWindows } from './measured-windows.js'
import { promptLengthSlope } from './prompt-length-slope.js'
import { roundFigures } from './part-figures.js'
import { runFigures } from './run-figures.js'
import type { RunTable } from './run-table.js'
import type { RunTallies } from './run-tallies.js'
import { cacheCountersOf, enginesChanged, hasOtherTraffic } from '../verdicts/cache-counters.js'
import { type CacheVerdictOptions, TEMPLATE_TOKENS } from '../verdicts/cache-verdict.js'
import { stalledTail } from './stalled-tail.js'
import { startRate } from './start-rate.js'
import { steadyThroughput } from './steady-throughput.js'
import { tbtShares } from './tbt-shares.js'

/** Reduces what was kept of a run to its metrics: figures of the catalogue, counts, and how far they can be trusted. */
export function reduceRun(tallies: RunTallies, options: AggregateOptions): AggregatedMetrics {
  const table = tallies.rows.build()
  const { window = 'continuous', serviceLevels = [], serverCounters: server = null } = options
  const withGoodput = serviceLevels.length > 0
  const windows = measuredWindows(table, window)
  const part = measuredPart(table, { windows, withGoodput })
  const rounds = roundFigures(table, { window, withGoodput })
  const targetConcurrency = window === 'continuous' ? (options.targetConcurrency ?? null) : null
  const steady = steadyThroughput(table, { arrivals: tallies.arrivals, targetConcurrency })
  const tbt = tbtShares(table)
  const run: WholeRun = {
    steady,
    concurrency: concurrency(table, windows),
    requestedRateRps: options.requestedRateRps ?? null,
    startRateRps: startRate(table),
    coalescedShare: tallies.arrivals.coalescedShare(),
    silentFirstTokenShare: mean(table.silentFirst.filter((each) => !Number.isNaN(each))),
    tbtLeftOutShare: tbt.leftOut,
    tbtUnusableShare: tbt.unusable,
  }
  const sessions = tallies.sessions.result()
  const cache = tallies.cacheHits.verdict(intendedSharing(options, sessions.intendedCachedTokens))
  const { fields, ...trust } = runFigures({
    table,
    part,
    run,
    engine: {
      avgPrefixHitRate: cache.hitShare,
      totalEvictCount: server?.evictions ?? null,
      avgSpecAcceptRate: server?.specAcceptRate ?? null,
      ...options.engine,
    },
    gaps: tallies.arrivals.gaps(),
    rounds,
  })
  const clientOverhead = overheadWithTail(options.clientOverhead ?? null, table)
  const notKept = loadNotKept(table, {
    concurrency: options.pausing ? null : targetConcurrency,
    clientOverhead,
    missed: tallies.missedLengths.result(),
  })
  const fidelity = tallies.replay?.result(cache, sessions) ?? null
  const findings = {
    client_saturated: clientOverhead?.clientSaturated === true,
    cache_contaminated: cache.verdict === 'contaminated',
    other_traffic: hasOtherTraffic(server),
    engines_changed: enginesChanged(server),
    load_not_kept: notKept.length > 0,
    replay_invalid: fidelity?.verdict === 'invalid',
    itl_coalesced: (run.coalescedShare ?? 0) > 0.1,
    stream_held_back: tbt.heldBack,
    slo_unjudged: (part.unjudged ?? 0) > 0,
    itl_percentiles_rounded: !tallies.arrivals.exact,
    steady_tokens_estimated: steady.estimated,
  }
  const facts = { ...fields, ...countsOf(tallies, part), ...trust, clientOverhead, serverCounters: server }
  return {
    ...facts,
    serviceLevels: [...serviceLevels],
    totalTimeS: part.seconds,
    ...unixTimes(windows, options.unixOffsetMs ?? null),
    rounds: rounds.length,
    flags: [...new Set<FlagName>([...tallies.names.flags(), ...flagsWhere(findings), ...(options.flags ?? [])])],
    cache,
    fidelity,
    loadNotKept: notKept,
    countNotes: tallies.countNotes.result(),
    errorBudgets: errorBudgets({ ...facts, promptLengthSlopeMs: promptLengthSlope(table) }, rounds),
    engineFigures: tallies.engineFigures.result(),
    timeParts: tallies.timeParts.result(server),
    sessions: sessions.figures,
    replicas: tallies.replicas.result(),
    ...besideRecords(options),
  }
}

/** What a prefix cache may find: turns of a conversation share what went before on purpose. */
function intendedSharing(options: AggregateOptions, ofSessions: number | null): CacheVerdictOptions {
  const { sharedPrefixTokens = 0, templateTokens = TEMPLATE_TOKENS, serverCounters = null } = options
  return {
    sharedPrefixTokens: ofSessions ?? sharedPrefixTokens,
    templateTokens,
    serverCounters: cacheCountersOf(serverCounters),
  }
}

/** What the records do not show. */
function besideRecords({ peakMemNote = null, slotRelease = null }: AggregateOptions) {
  // The last two are known only to what ended the run, and to who states a gate.
  return { peakMemNote, slotRelease, precision: null, thresholds: [] }
}

function countsOf({ rows, names, lengths, parts }: RunTallies, part: ReturnType<typeof measuredPart>) {
  const { counts } = part
  return {
    totalRequests: rows.length,
    successfulRequests: counts.ok,
    failedRequests: counts.failed,
    cancelledByRun: counts.cancelledByRun,
    cancelledByClient: counts.cancelledByClient,
    errorsByClass: names.errorsByClass(),
    failureExamples: names.failureExamples(),
    totalInputTokens: part.inputTokens,
    totalOutputTokens: part.outputTokens,
    unjudgedRequests: part.unjudged,
    lengths: lengths.result(),
    partialOutputChunks: names.partialChunks(),
    tokenCountSources: names.tokenCountSources(),
    parts: parts.result(),
  }
}

/** Unix seconds of the first and the last measured moment; `null` where records are not tied to a calendar. */
function unixTimes(windows: readonly MeasuredWindow[], offsetMs: number | null) {
  const unixSeconds = (stamp: number | undefined) =>
    stamp === undefined || offsetMs === null ? null : (stamp + offsetMs) / 1000
  return { startTime: unixSeconds(windows[0]?.from), endTime: unixSeconds(windows.at(-1)?.to) }
}

/** A stall that touched one of the slowest requests has made p99 the client's. */
function overheadWithTail(overhead: ClientOverhead | null, table: RunTable): ClientOverhead | null {
  if (overhead === null || !stalledTail(table)) return overhead
  const reason = 'a stall of the client touched one of the requests that make p99'
  // It stands there already where figures are worked out again.
  return { ...overhead, clientSaturated: true, reasons: [...new Set([...overhead.reasons, reason])] }
}
