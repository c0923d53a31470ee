import {
  lastUpdatedFile,
  LeaderboardEntry,
  leaderboardCompareFile,
  leaderboardEntryFile,
  type LeaderboardManifest,
  leaderboardManifestFile,
} from '@sagellm-benchmark/protocol-types/leaderboard'
import { plainProblem } from '@sagellm-benchmark/protocol-types/edge'
import { jsonText } from '../run/json-text.js'
import type { TextFile } from '../run/run-files.js'
import { compareEntries } from './compare-entries.js'
import { canonicalPath, idempotencyKey } from './entry-key.js'
import { isOfTheFuture, submittedMs, timeOf } from './entry-time.js'
import { entryReasons } from './reasons-against.js'

/** An entry and the file it came from. */
export type FoundEntry = {
  readonly source: string
  readonly entry: LeaderboardEntry
  /** What stands in the file. An entry that others have published goes on as it is, judged by nobody. @default it is ours */
  readonly published?: unknown
}

export type Aggregate = {
  /** In the order of their keys. */
  readonly entries: readonly LeaderboardEntry[]
  /** Keys of the entries among them that were not published before. */
  readonly added: readonly string[]
  /** Entries that a newer one of the same key replaced. */
  readonly replaced: readonly FoundEntry[]
  /** Entries that may not be published, with every reason. */
  readonly refused: readonly (FoundEntry & { readonly reasons: readonly string[] })[]
  /** Published entries whose time of submission has not come yet: each gives way to any other of its key. */
  readonly undated: readonly FoundEntry[]
  /** What the sites read, with an own file of each entry below `canonical/`. */
  readonly files: readonly TextFile[]
}

/**
 * Entries of many runs as the files that the leaderboard's sites read: of each key the newest, whatever its figures. The best of several
 * runs would be chance.
 *
 * @param generatedAt - ISO 8601, UTC: also what counts as now.
 */
export function aggregateEntries(found: readonly FoundEntry[], generatedAt: string): Aggregate {
  const newest = new Map<string, FoundEntry>()
  const refused: (FoundEntry & { reasons: string[] })[] = []
  const replaced: FoundEntry[] = []
  for (const each of found) {
    const reasons = each.published ? [] : reasonsFor(each.entry, generatedAt)
    if (reasons.length > 0) {
      refused.push({ ...each, reasons })
      continue
    }
    const key = idempotencyKey(each.entry)
    const known = newest.get(key)
    if (known && !isNewer(each.entry, known.entry, generatedAt)) replaced.push(each)
    else {
      if (known) replaced.push(known)
      newest.set(key, each)
    }
  }
  const keys = [...newest.keys()].sort()
  const kept = keys.map((key) => keyed(newest.get(key) as FoundEntry, key))
  const added = keys.filter((key) => newest.get(key)?.published === undefined)
  const undated = found.filter(({ entry, published }) => published && isOfTheFuture(entry, generatedAt))
  const files = filesOf(kept, generatedAt)
  return { entries: kept.map(({ entry }) => entry), added, replaced, refused, undated, files }
}

function reasonsFor(entry: LeaderboardEntry, now: string): string[] {
  const future = isOfTheFuture(entry, now)
    ? [`submitted_at ${entry.metadata.submittedAt} has not come yet: it would be the newest for good`]
    : []
  return [...misfits(entry), ...future, ...entryReasons(entry)]
}

/** Members of an enum that only a newer program knows can be read, and not be written. */
function misfits(entry: LeaderboardEntry): string[] {
  const result = LeaderboardEntry.safeParse(entry)
  return result.success
    ? []
    : result.error.issues.map((issue) => `${issue.path.join('.')}: ${plainProblem(issue, entry)}`)
}

/** An entry with its key and path, and as it is written. */
type Kept = { readonly entry: LeaderboardEntry; readonly key: string; readonly json: unknown }

function keyed({ entry, published }: FoundEntry, key: string): Kept {
  const whole = { ...entry, canonicalPath: canonicalPath(key), metadata: { ...entry.metadata, idempotencyKey: key } }
  return { entry: whole, key, json: published ?? leaderboardEntryFile.serialize(whole) }
}

/** By the time of submission; entries of one instant by their release, then by throughput, so that the order of files decides nothing. */
function isNewer(a: LeaderboardEntry, b: LeaderboardEntry, now: string): boolean {
  const rank = (entry: LeaderboardEntry) => [
    submittedMs(entry, now),
    timeOf(entry.metadata.releaseDate ?? ''),
    entry.metrics.throughputTps ?? 0,
  ]
  const [ranksA, ranksB] = [rank(a), rank(b)]
  const at = ranksA.findIndex((value, index) => value !== ranksB[index])
  return at >= 0 && (ranksA[at] as number) > (ranksB[at] as number)
}

function filesOf(kept: readonly Kept[], generatedAt: string): TextFile[] {
  const json = (list: readonly Kept[]) => jsonText(list.map((each) => each.json))
  const manifest: LeaderboardManifest = {
    schemaVersion: 'leaderboard-export-manifest/v2',
    generatedAt,
    entries: kept.map(({ key }) => ({
      schemaVersion: 'leaderboard-export-entry/v2',
      idempotencyKey: key,
      leaderboardArtifact: canonicalPath(key),
      canonicalArtifact: null,
    })),
  }
  const compared = compareEntries(
    kept.map(({ entry }) => entry),
    generatedAt,
  )
  return [
    { name: 'leaderboard_single.json', text: json(kept.filter(({ entry }) => entry.configType === 'single_gpu')) },
    { name: 'leaderboard_multi.json', text: json(kept.filter(({ entry }) => entry.configType !== 'single_gpu')) },
    { name: 'leaderboard_compare.json', text: jsonText(leaderboardCompareFile.serialize(compared)) },
    { name: 'leaderboard_manifest.json', text: jsonText(leaderboardManifestFile.serialize(manifest)) },
    { name: 'last_updated.json', text: jsonText(lastUpdatedFile.serialize({ lastUpdated: generatedAt })) },
    ...kept.map(({ key, json: entry }) => ({ name: canonicalPath(key), text: jsonText(entry) })),
  ]
}
