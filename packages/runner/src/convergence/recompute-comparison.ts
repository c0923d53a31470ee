import { cacheCountersOf } from '@sagellm-benchmark/metrics/verdicts'
import { serverCounters, telemetryBetween } from '@sagellm-benchmark/probes/telemetry'
import type {
  CapturedCell,
  CaptureFile,
  ComparisonFile,
  TargetCapture,
} from '@sagellm-benchmark/protocol-types/comparison'
import type { EndpointSnapshot } from '@sagellm-benchmark/protocol-types/evidence'
import { captureCell } from '../compare/capture-cell.js'
import { captureFileOf } from '../compare/capture-file.js'
import { countsOf } from '../compare/capture-target.js'
import type { CellTally } from '../compare/cell-tally.js'
import { compareCaptures } from '../compare/compare-captures.js'

/** The raw material of one target: what was measured, and what its server said before and after. */
export type RawCapture = {
  readonly stored: CaptureFile
  /** Of this target, from the journal. */
  readonly tallies: readonly CellTally[]
  /** `null` where one of them is missing. */
  readonly snapshots: { readonly before: EndpointSnapshot; readonly after: EndpointSnapshot } | null
}

/**
 * `<label>.json` worked out again: every figure from the records, the server's counters from its pages. What was observed
 * and not calculated (who the engine is, the client's own load) is taken as it stands.
 */
export function recomputeCapture({ stored, tallies, snapshots }: RawCapture): CaptureFile {
  const { capture } = stored
  if (!capture?.plan) return stored
  const samples = capture.cells.flatMap((cell) => cell.samples)
  const promptDigests = new Map(samples.map(({ requestId, promptDigest }) => [requestId, promptDigest]))
  const counters = snapshots ? countersBetween(snapshots, capture.serverCounters) : capture.serverCounters
  const again: TargetCapture = {
    ...capture,
    serverCounters: counters,
    clientCounts: countsOf(tallies),
    cells: tallies.map((tally, at) => {
      const { client = null, reached = null, tbt = null } = capture.cells[at] ?? {}
      const { api } = capture
      const own = captureCell(tally, { promptDigests, serverCounters: cacheCountersOf(counters), api, client })
      // A capture of an earlier version says neither which load was reached nor how far its streams show the time between tokens.
      const older = reached === null ? { reached, promptTokens: null, loadNotKept: [] } : {}
      return { ...withFigures(figuresOf(capture), own), ...older, ...(tbt === null ? { tbt } : {}) }
    }),
  }
  const file = captureFileOf(again, tallies)
  // One of an earlier version does not repeat the server's counters.
  const repeated = stored.serverCounters === null ? null : file.serverCounters
  return { ...file, serverCounters: repeated, command: stored.command }
}

/**
 * The server's counters from its two pages. What needs samples is taken as it stands; what an earlier version did not keep
 * stays unknown.
 */
function countersBetween(
  { before, after }: NonNullable<RawCapture['snapshots']>,
  stored: TargetCapture['serverCounters'],
): TargetCapture['serverCounters'] {
  const again = serverCounters(telemetryBetween(before, after))
  if (stored === null) return again
  if (stored.engine === null && again.engine !== null) {
    const { requests, promptTokens, outputTokens, cacheHits, cacheQueries } = again
    return { ...stored, requests, promptTokens, outputTokens, cacheHits, cacheQueries }
  }
  const sampled = Object.keys(stored.gauges).length > 0
  const { kvUsageBefore, kvUsageAfter, gauges } = sampled ? stored : again
  // One of an earlier version keeps neither the engines of a gateway nor the report of its hops.
  const keepsEngines = stored.healthyEnginesBefore !== null || stored.healthyEnginesAfter !== null
  const { healthyEnginesBefore, healthyEnginesAfter } = keepsEngines ? again : stored
  const hopReport = stored.hopReport === null ? null : again.hopReport
  return { ...again, kvUsageBefore, kvUsageAfter, healthyEnginesBefore, healthyEnginesAfter, hopReport, gauges }
}

/** The figures that a capture holds: one of an earlier version lacks those that were defined since. */
function figuresOf({ cells }: TargetCapture): ReadonlySet<string> {
  const names = cells.flatMap(({ rounds, blocks }) =>
    [...rounds, ...blocks].flatMap(({ figures }) => Object.keys(figures)),
  )
  return new Set(names)
}

function withFigures(names: ReadonlySet<string>, cell: CapturedCell): CapturedCell {
  const only = (rounds: CapturedCell['rounds']) =>
    rounds.map((round) => ({
      ...round,
      figures: Object.fromEntries(Object.entries(round.figures).filter(([name]) => names.has(name))),
    }))
  return { ...cell, rounds: only(cell.rounds), blocks: only(cell.blocks) }
}

/** `comparison.json` worked out again from captures; how the measuring ended is taken as it stands. */
export function recomputeComparison(stored: ComparisonFile, captures: readonly CaptureFile[]): ComparisonFile {
  const again = compareCaptures(
    captures.flatMap(({ capture }) => capture ?? []),
    {
      paired: stored.paired ?? true,
      plan: stored.plan,
      endings: stored.endings,
      rows: new Map(captures.map(({ label, rows }) => [label ?? '', rows])),
      createdAt: stored.createdAt,
    },
  )
  return {
    ...again,
    // An earlier version keeps no cells.
    cells: stored.cells.length === 0 ? [] : again.cells,
    targets: again.targets.map((each) => {
      const own = stored.targets.find(({ label }) => label === each.label)
      // One of an earlier version does not repeat the server's counters.
      const serverCounters = own?.serverCounters == null ? null : each.serverCounters
      return { ...each, serverCounters, flags: withObserved(each.flags, own?.flags ?? []) }
    }),
    notices: withObserved(again.notices, stored.notices),
    flags: withObserved(again.flags, stored.flags),
    command: stored.command,
  }
}

/** What was noticed around the measurement cannot be worked out again; what follows from the captures must be there. */
function withObserved<T extends string>(derived: readonly T[], stored: readonly T[]): T[] {
  const missing = derived.filter((each) => !stored.includes(each))
  return [...stored, ...missing]
}
