import type {
  ComparedEngine,
  ComparedGroup,
  LeaderboardCompare,
  LeaderboardEntry,
} from '@sagellm-benchmark/protocol-types/leaderboard'
import { workloadOf } from './entry-key.js'
import { submittedMs } from './entry-time.js'

/** Engines whose pair the sites show first, in this order; the first that a group has stands on the left. */
const preferred = ['sagellm', 'vllm-hust', 'vllm-ascend', 'vllm', 'lmdeploy']

/** The entries side by side, wherever two engines or more measured the same thing on the same hardware. */
export function compareEntries(entries: readonly LeaderboardEntry[], generatedAt: string): LeaderboardCompare {
  const groups = new Map<string, LeaderboardEntry[]>()
  for (const entry of entries) {
    const key = scopeKey(entry)
    groups.set(key, [...(groups.get(key) ?? []), entry])
  }
  const compared = [...groups.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, members]) => groupOf(key, { members, generatedAt }) ?? [])
  const pairs = compared.filter(({ preferredPair }) => preferredPair !== null)
  return {
    schemaVersion: 'leaderboard-compare-snapshot/v1',
    generatedAt,
    groupCount: compared.length,
    preferredPairCount: pairs.length,
    groups: compared,
    preferredPairs: pairs,
  }
}

function scopeOf(entry: LeaderboardEntry): ComparedGroup['scope'] {
  return {
    model: entry.model.repoId || entry.model.name,
    hardware: entry.hardware.chipModel,
    precision: entry.model.precision,
    workload: workloadOf(entry),
    configType: entry.configType,
    chipCount: entry.hardware.chipCount,
    nodeCount: entry.cluster?.nodeCount ?? 1,
  }
}

/** Entries of unequal resolved specifications measured different things, however alike the rest is. */
function scopeKey(entry: LeaderboardEntry): string {
  const { model, hardware, precision, workload, configType, chipCount, nodeCount } = scopeOf(entry)
  const spec = entry.sameSpec?.resolvedSpecHash
  const parts = [model, hardware, precision ?? 'unknown', workload, configType, chipCount, nodeCount]
  return [...parts, ...(spec ? [spec] : [])].join('|')
}

type Group = { readonly members: readonly LeaderboardEntry[]; readonly generatedAt: string }

function groupOf(scopeKey: string, { members, generatedAt }: Group): ComparedGroup | null {
  const first = members[0] as LeaderboardEntry
  const engines = newestOfEach(members, generatedAt).map(engineOf)
  if (engines.length < 2) return null
  const [left, right] = [...engines].sort((a, b) => placeOf(a) - placeOf(b) || (a.engine < b.engine ? -1 : 1))
  const scope = scopeOf(first)
  return {
    scopeKey,
    category: scope.nodeCount > 1 ? 'multi' : 'single',
    scope,
    engines,
    preferredPair: left && right ? pairOf(left, right) : null,
  }
}

/** Several versions of one engine: the newest stands for it. */
function newestOfEach(members: readonly LeaderboardEntry[], now: string): LeaderboardEntry[] {
  const newest = new Map<string, LeaderboardEntry>()
  for (const entry of members) {
    const known = newest.get(nameOf(entry))
    if (!known || submittedMs(entry, now) > submittedMs(known, now)) newest.set(nameOf(entry), entry)
  }
  return [...newest.keys()].sort().map((name) => newest.get(name) as LeaderboardEntry)
}

const nameOf = ({ engine, metadata }: LeaderboardEntry) => engine ?? metadata.engine ?? 'sagellm'

function engineOf(entry: LeaderboardEntry): ComparedEngine {
  const { ttftMs, tbtMs, throughputTps, outputThroughputTps, errorRate } = entry.metrics
  return {
    engine: nameOf(entry),
    engineVersion: entry.engineVersion ?? entry.metadata.engineVersion ?? entry.sagellmVersion ?? null,
    entryId: entry.entryId,
    submittedAt: entry.metadata.submittedAt,
    canonicalPath: entry.canonicalPath ?? null,
    metrics: { ttftMs, tbtMs, throughputTps, outputThroughputTps: outputThroughputTps ?? null, errorRate },
  }
}

const placeOf = ({ engine }: ComparedEngine) => {
  const at = preferred.indexOf(engine)
  return at < 0 ? preferred.length : at
}

function pairOf(left: ComparedEngine, right: ComparedEngine): ComparedGroup['preferredPair'] {
  // The throughput of the whole load is the same quantity for every engine; the mean of the requests is it only without a batch.
  const whole = left.metrics.outputThroughputTps !== null && right.metrics.outputThroughputTps !== null
  const throughput = ({ metrics }: ComparedEngine) => (whole ? metrics.outputThroughputTps : metrics.throughputTps)
  const figures = {
    throughput: [throughput(left), throughput(right)],
    ttft: [left.metrics.ttftMs, right.metrics.ttftMs],
    tbt: [left.metrics.tbtMs, right.metrics.tbtMs],
  } as const
  return {
    left,
    right,
    deltas: {
      throughputPctLeftVsRight: percent(figures.throughput),
      ttftPctLeftVsRight: percent(figures.ttft),
      tbtPctLeftVsRight: percent(figures.tbt),
    },
    winners: {
      throughput: winner(figures.throughput, 'higher'),
      ttft: winner(figures.ttft, 'lower'),
      tbt: winner(figures.tbt, 'lower'),
    },
  }
}

type Pair = readonly [left: number | null, right: number | null]

function percent([left, right]: Pair): number | null {
  return left === null || right === null || right === 0 ? null : Number(((100 * (left - right)) / right).toFixed(4))
}

function winner([left, right]: Pair, better: 'higher' | 'lower'): 'left' | 'right' | 'tie' | null {
  if (left === null || right === null) return null
  if (left === right) return 'tie'
  return left > right === (better === 'higher') ? 'left' : 'right'
}
