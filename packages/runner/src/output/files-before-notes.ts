import type { Dirent } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * The files of a run that left no notes: of version 0.1, or of the Python original. The list does not
 * grow any more: these are the names that were in use, and where a user may have chosen the same name, the content decides.
 *
 * @returns paths below the folder, sorted.
 */
export async function filesBeforeNotes(folder: string): Promise<string[]> {
  const entries = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  const names = entries.map((entry) => pathBelow(folder, entry)).filter((name) => !name.startsWith('previous/'))
  const topJson = names.filter((name) => /^[^/]+\.json$/.test(name))
  const contents = new Map(
    await Promise.all(topJson.map(async (name) => [name, await objectIn(folder, name)] as const)),
  )

  // A capture gives its stem to all files of its target.
  const stems = topJson
    .filter((name) => contents.get(name)?.['mode'] === 'live-compare')
    .map((name) => name.slice(0, -5))
  const ofTargets = new Set(stems.flatMap((stem) => targetFiles.map((ending) => `${stem}${ending}`)))
  return names
    .filter((name) => patterns.some((each) => each.test(name)) || ofTargets.has(name) || byContent(name))
    .sort()

  function byContent(name: string): boolean {
    const content = contents.get(name)
    if (name.endsWith('_metrics.json')) return typeof content?.['metrics'] === 'object'
    if (name.endsWith('_leaderboard.json')) return typeof content?.['entry_id'] === 'string'
    // What --output-json wrote, under a name of the user's choice: metrics by workload.
    const [first] = Object.values(content ?? {})
    return typeof first === 'object' && first !== null && 'avg_ttft_ms' in first && 'token_count_sources' in first
  }
}

const patterns: readonly RegExp[] = [
  /^(config|environment|benchmark_summary|comparison|noise_floor|validation_summary)\.json$/,
  /^(REPORT\.md|report\.html|comparison\.md|VALIDATION\.md|REPRODUCE\.sh|SHA256SUMS|records\.jsonl)$/,
  /^[^/]+\.server\.log$/,
  // The exports, of vLLM's and of AIPerf's format.
  /^[^/]+qps(-concurrency\d+)?-[^/]+-\d{8}-\d{6}\.json$/,
  /^([^/]+_)?profile_export(_aiperf\.(json|csv)|\.jsonl)$/,
  // Those of perf lie there too, and belong to its own result.
  /^plots\/(latency-ecdf|latency-over-time|percentile-ladder|request-waterfall|workload-intervals|comparison-forest)\.(png|pdf|svg)$/,
  /^probes\/[^/]+_(info_before\.json|metrics_before\.prom|before\.json|after\.json|server_telemetry\.json|resources\.json)$/,
  // The folder of perf's records.
  /^[^/]+_records\/[^/]+\/records\.jsonl$/,
]

const targetFiles = ['.json', '.md', '_info.json', '_models.json', '_metrics.prom', '_log_probe.json']

function pathBelow(folder: string, entry: Dirent): string {
  const parent = entry.parentPath.slice(folder.length).replaceAll('\\', '/').replace(/^\/+/, '')
  return parent === '' ? entry.name : `${parent}/${entry.name}`
}

async function objectIn(folder: string, name: string): Promise<Record<string, unknown> | null> {
  try {
    const json: unknown = JSON.parse(await readFile(join(folder, name), 'utf8'))
    return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : null
  } catch {
    return null
  }
}
