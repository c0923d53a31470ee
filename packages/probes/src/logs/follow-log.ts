import { constants } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import type { EvidenceGap, EvidenceGapCode, LogProbe } from '@sagellm-benchmark/protocol-types/evidence'
import { compileMarkers } from '../markers/compile-markers.js'
import { createMarkerCounter } from '../markers/marker-counter.js'
import { defaultMarkerPatterns, type MarkerPatterns } from '../markers/marker-patterns.js'
import { type FollowedFile, followFile } from './followed-file.js'
import { createLineScanner } from './line-scanner.js'
import { identityOf, rotatedSiblings, type Sibling } from './rotated-siblings.js'

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
  const files: FollowedFile[] = []
  const places = new Map<FollowedFile, { file: string; base: number | null }>()
  const before = await rotatedSiblings(path)
  const seen = new Set(before.map(({ identity }) => identity))
  const gaps = new Map<EvidenceGapCode, EvidenceGap>()
  const totals = { bytesRead: 0, rotations: 0, truncations: 0 }
  let current: string | null = null
  let startOffset: number | null = null

  const gap = (code: EvidenceGapCode, message: string) => gaps.set(code, { code, source: path, message })

  const follow = async (handle: FileHandle, file: string, position: number) => {
    const scanner = createLineScanner({
      markers,
      counter,
      async place(line) {
        const place = places.get(followed)
        if (!place) return { file, line: null }
        place.base ??= await followed.linesBefore()
        return { file: place.file, line: place.base + line }
      },
    })
    const followed = await followFile({ handle, scanner, position })
    places.set(followed, { file, base: position === 0 ? 0 : null })
    files.push(followed)
    return followed
  }

  const recoverTruncated = async (file: FollowedFile) => {
    totals.truncations += 1
    const place = places.get(file)
    let copy: FileHandle | null = null
    for (const sibling of await rotatedSiblings(path)) {
      if (seen.has(sibling.identity) || sibling.compressed) continue
      const handle = await open(sibling.path, 'r')
      const relation = await file.relationOf(handle)
      if (relation !== 'other') seen.add(sibling.identity)
      if (relation === 'continues' && !copy) {
        copy = handle
        if (place) place.file = sibling.path
      } else await handle.close()
    }
    if (!copy) {
      gap('log_truncated', 'the log was truncated while it was followed; lines written just before may be lost')
      await file.scanner.flush()
    }
    totals.bytesRead += await file.startOver(copy)
    await copy?.close()
    if (place) Object.assign(place, { file: path, base: -file.scanner.lines })
  }

  /** After a rotation: files that came and went between two looks are read as well. */
  const adoptSiblings = async () => {
    const siblings = await rotatedSiblings(path)
    await noticePacked(siblings)
    for (const sibling of siblings) {
      if (seen.has(sibling.identity) || sibling.compressed) continue
      seen.add(sibling.identity)
      const handle = await open(sibling.path, 'r')
      const relations = await Promise.all(files.map((file) => file.relationOf(handle)))
      if (relations.some((relation) => relation !== 'other')) await handle.close()
      else totals.bytesRead += await (await follow(handle, sibling.path, 0)).readOn()
    }
  }

  /** A packed file is one we held open, one from before the run, or else text that nobody read. */
  const noticePacked = async (now: readonly Sibling[]) => {
    const names = new Set(now.map(({ identity }) => identity))
    const gone = before.filter(({ identity, compressed }) => !compressed && !names.has(identity)).length
    const unlinked = (await Promise.all(files.map((file) => file.isUnlinked()))).filter(Boolean).length
    const packed = now.filter(({ identity, compressed }) => compressed && !seen.has(identity)).length
    if (packed > gone + unlinked)
      gap('log_segment_unreadable', 'a part of the log was rotated and packed before it was read')
  }

  const lookForNewFile = async (first: boolean) => {
    const stats = await stat(path, { bigint: true }).catch((error: NodeJS.ErrnoException) => error)
    if (stats instanceof Error) {
      if (stats.code !== 'ENOENT') gap('log_unreadable', `the log cannot be read: ${stats.code ?? stats.message}`)
      return
    }
    if (!stats.isFile()) {
      gap('log_not_a_file', 'the log is a folder, a pipe or a device; give a regular file')
      return
    }
    const identity = identityOf(stats)
    if (identity === current) return
    // Not blocking, in case the name became a pipe since it was looked at.
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    if (current !== null) totals.rotations += 1
    seen.add(identity)
    if (current !== null) await adoptSiblings()
    current = identity
    const position = first ? Number((await handle.stat()).size) : 0
    if (first) startOffset = position
    totals.bytesRead += await (await follow(handle, path, position)).readOn()
  }

  const look = async (first: boolean) => {
    try {
      let emptied = false
      for (const file of [...files]) {
        if (await file.mayHaveBeenEmptied()) emptied = true
        if (!(await file.wasTruncated())) continue
        emptied = true
        await recoverTruncated(file)
      }
      for (const file of files) totals.bytesRead += await file.readOn()
      if (emptied) await adoptSiblings()
      await lookForNewFile(first)
    } catch (error) {
      // What the system says is a gap; anything else is a mistake of this program and must not look like a quiet log.
      const { code } = error as NodeJS.ErrnoException
      if (code === undefined) throw error
      gap('log_unreadable', `the log cannot be read: ${code}`)
    }
  }

  await look(true)
  let turn = Promise.resolve()
  const poll = () => {
    turn = turn.then(() => look(false))
    return turn
  }
  let result: Promise<LogProbe> | null = null

  const conclude = async (): Promise<LogProbe> => {
    await poll()
    for (const file of files) {
      await file.scanner.flush()
      await file.close()
    }
    const longLines = files.reduce((sum, { scanner }) => sum + scanner.longLines, 0)
    if (files.length === 0 && gaps.size === 0) gap('log_missing', 'there is no such log file')
    const complete = gaps.size === 0
    if (longLines > 0)
      gap('log_lines_too_long', `${longLines} lines are longer than 64 KiB; only their start was searched`)
    return {
      schemaVersion: 1,
      label,
      logFile: path,
      ...counter.result(),
      complete,
      startOffset,
      linesRead: files.reduce((sum, { scanner }) => sum + scanner.lines, 0),
      ...totals,
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
