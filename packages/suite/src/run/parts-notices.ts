import type { RunPart } from './run-parts.js'

/**
 * What a reader of a resumed run has to know: how many processes it was measured by, the gaps between them, and what is not known of
 * which. None for a run in one go.
 */
export function partsNotices(parts: readonly RunPart[]): string[] {
  if (parts.length < 2) return []
  const gaps = parts.slice(1).map((part, at) => gapText(parts[at] as RunPart, part, at + 2))
  const unknown = parts.flatMap(({ workloads }, at) => (workloads === null ? [at + 1] : []))
  const evidence =
    unknown.length === 0
      ? 'What is said of the client is the worst of all parts'
      : `What is said of the client is not known of part ${unknown.join(' and ')}, which was killed or is of an older program, and the worst of the others`
  return [
    `THE RUN HAS ${parts.length} PARTS, because it was interrupted and resumed: ${gaps.join('; ')}.`,
    `${evidence}; counters and memory of the server are of the last part alone.`,
  ]
}

function gapText({ lastRecordAt }: RunPart, { startedAt }: RunPart, number: number): string {
  const gapMs = lastRecordAt === null ? Number.NaN : Date.parse(startedAt) - Date.parse(lastRecordAt)
  if (!Number.isFinite(gapMs)) return `part ${number} began at ${startedAt}`
  return `part ${number} began at ${startedAt}, ${duration(gapMs)} after the last answer before it`
}

function duration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000
  if (seconds < 120) return `${seconds.toFixed(1)} s`
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`
}
