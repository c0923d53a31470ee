import type { EvidenceGap, EvidenceGapCode, LogProbe } from '@sagellm-benchmark/protocol-types/evidence'
import { compileMarkers } from '../markers/compile-markers.js'
import { createMarkerCounter } from '../markers/marker-counter.js'
import { defaultMarkerPatterns, type MarkerPatterns } from '../markers/marker-patterns.js'
import { RotatingLog } from './rotating-log.js'

export type FollowLogOptions = {
  readonly label: string
  readonly path: string
  /** @default defaultMarkerPatterns */
  readonly patterns?: MarkerPatterns
  /** Values that examples must not repeat, e.g. the API key. @default [] */
  readonly secrets?: readonly string[]
}

/** Counts marker lines in what is appended to a log from now on. */
export interface LogFollower {
  /** Reads what has come. Optional; polling now and then loses less when a log is rotated or truncated quickly. */
  poll(): Promise<void>
  /** Reads to the end and closes the files. */
  finish(): Promise<LogProbe>
}

/**
 * Starts to follow a log: only lines appended from this moment count. Renaming (`.1`, dates), deleting, copy-and-truncate
 * and truncating are followed; a missing, unreadable or special file is a gap in the result, never an exception.
 *
 * @throws BenchError `invalid_argument` for a pattern that cannot be compiled.
 * @example const log = await followLog({ label: 'after', path: '/tmp/sagellm-after.log' })
 */
export async function followLog({
  label,
  path,
  patterns = defaultMarkerPatterns,
  secrets = [],
}: FollowLogOptions): Promise<LogFollower> {
  const markers = compileMarkers(patterns)
  const counter = createMarkerCounter(markers, { secrets })
  const gaps = new Map<EvidenceGapCode, EvidenceGap>()
  const onGap = (code: EvidenceGapCode, message: string) => void gaps.set(code, { code, source: path, message })
  const log = await RotatingLog.follow({ path, markers, counter, onGap })
  let turn = Promise.resolve()
  let result: Promise<LogProbe> | null = null

  const poll = () => {
    turn = turn.then(() => log.read())
    return turn
  }

  const conclude = async (): Promise<LogProbe> => {
    await poll()
    for (const file of log.files) {
      await file.scanner.flush()
      await file.close()
    }
    const longLines = log.files.reduce((sum, { scanner }) => sum + scanner.longLines, 0)
    if (log.files.length === 0 && gaps.size === 0) onGap('log_missing', 'there is no such log file')
    if (log.files.some(({ scanner }) => scanner.holdsNul))
      onGap(
        'log_not_text',
        'it holds NUL bytes (UTF-16, or a hole after it was truncated): lines in it may have been missed',
      )
    const complete = gaps.size === 0
    if (longLines > 0)
      onGap('log_lines_too_long', `${longLines} lines are longer than 64 KiB; only their start was searched`)
    return {
      schemaVersion: 1,
      label,
      logFile: path,
      ...counter.result(),
      complete,
      startOffset: log.startOffset,
      linesRead: log.files.reduce((sum, { scanner }) => sum + scanner.lines, 0),
      ...log.totals,
      gaps: [...gaps.values()],
    }
  }

  return {
    poll,
    finish() {
      result ??= conclude()
      return result
    },
  }
}
