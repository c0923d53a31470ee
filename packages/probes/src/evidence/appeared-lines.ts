import type { MetricSample } from '../prometheus/metric-page.js'
import { parseMetricPage } from '../prometheus/parse-metric-page.js'
import { readExplicitDecode } from './explicit-decode.js'

/** A line of a surface that was not there, or not with this value, before the run. `line` counts from 1 in the page after it. */
export type AppearedLine = { readonly line: number | null; readonly text: string }

/**
 * Lines of a pretty-printed JSON page that the page before did not have. A line that stands there twice more is two lines.
 * Decode steps are distinguished by their ids, because a ring buffer of steps always has the same number of lines.
 */
export function appearedInJson(before: string, after: string): AppearedLine[] {
  const known = new Set(readExplicitDecode(JSON.parse(before)).steps.map(({ key }) => key))
  const trimmed = readExplicitDecode(JSON.parse(after)).without((key) => !known.has(key))
  const bare = readExplicitDecode(JSON.parse(before)).without(() => false)
  const missing = countLines(linesOf(pretty(trimmed)))
  for (const text of linesOf(pretty(bare))) {
    const left = missing.get(text) ?? 0
    if (left > 0) missing.set(text, left - 1)
  }
  // What is new stands behind what is old, so the last places of a text are taken.
  const lines = linesOf(pretty(JSON.parse(after)))
  const appeared: AppearedLine[] = []
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    const text = lines[at] ?? ''
    const left = missing.get(text) ?? 0
    if (left === 0) continue
    missing.set(text, left - 1)
    appeared.push({ line: at + 1, text })
  }
  return appeared.reverse()
}

/**
 * Sample lines whose value grew during the run. HELP and TYPE lines say what could be counted, not that it happened, and a
 * series that is still at zero says that it did not.
 */
export function appearedInMetrics(before: string, after: string): AppearedLine[] {
  const pages = [parseMetricPage(before), parseMetricPage(after)] as const
  const known = new Map(pages[0]?.samples.map((sample) => [keyOf(sample), sample.value]))
  const lines = after.split('\n')
  return (pages[1]?.samples ?? []).flatMap((sample): AppearedLine[] => {
    // The time of a series' creation grows without anything having happened.
    if (sample.name.endsWith('_created') || !(sample.value > (known.get(keyOf(sample)) ?? 0))) return []
    const text = sample.line === null ? `${sample.name} ${sample.value}` : (lines[sample.line - 1] ?? '').trim()
    return [{ line: sample.line, text }]
  })
}

function keyOf({ name, labels }: MetricSample): string {
  return JSON.stringify([name, Object.entries(labels).sort()])
}

function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2)
}

/** Without the comma at the end, which comes and goes with the neighbour. */
function linesOf(text: string): string[] {
  return text.split('\n').map((line) => line.replace(/,$/, ''))
}

function countLines(lines: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1)
  return counts
}
