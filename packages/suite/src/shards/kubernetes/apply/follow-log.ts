import type { Clock } from '@sagellm-benchmark/protocol-types'
import { linesOf } from '../../lines-of.js'
import { saidBy } from './api-answer.js'
import type { Cluster } from './cluster.js'
import { CONTAINER } from './pod-state.js'

export type FollowLogOptions = {
  readonly cluster: Cluster
  /** Name of the pod. */
  readonly pod: string
  readonly onLine: (line: string) => void
  /** Aborts when the container has ended: what is left of its log is then read to its end. */
  readonly ended: AbortSignal
  /** Only so many lines from the end. @default all, while they come */
  readonly lastLines?: number
  readonly signal: AbortSignal
  readonly clock: Clock
}

const RETRY_MS = 1_000
/** A log ends with its container; one that does not hangs on a connection that is gone. */
const OVERDUE_MS = 10_000
/** So often a log is opened again after the end of its container. */
const TRIES = 5
/** Who may not read it may not read it later, and a pod that is gone has none. */
const final = new Set([401, 403, 404])
/** RFC 3339 with nanoseconds: as texts they are in the order of time, once all have nine digits. */
const stamped = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z (.*)$/s

/**
 * Hands on the log of a pod until its container has ended and all of it is read. A log that breaks off is opened again from the second of its last
 * line, and lines that came before are left out by their stamps.
 *
 * @returns null, or why not all of it could be read, in the words of the cluster.
 */
export async function followLog(options: FollowLogOptions): Promise<string | null> {
  const { clock, ended, signal } = options
  const unread = unreadLines(options.onLine)
  let problem: string | null = null
  for (let tries = 0; tries < TRIES && !signal.aborted; ) {
    // Only what was opened after the end has all of it.
    const isLast = ended.aborted
    if (isLast) tries += 1
    try {
      const { refused, whole } = await readLog(options, unread)
      problem = refused === null ? 'it broke off' : saidBy(refused)
      if (isLast && whole) return null
      if (refused !== null && final.has(refused.status)) return problem
    } catch (error) {
      problem = (error as Error).message
    }
    await clock.sleepUntil(clock.now() + RETRY_MS, signal).catch(() => {})
  }
  return signal.aborted ? null : problem
}

/** @returns what the cluster answered in the place of a log, and whether the log came to its end. */
async function readLog({ cluster, pod, ended, lastLines, signal, clock }: FollowLogOptions, unread: UnreadLines) {
  const since = unread.since()
  const words = new URLSearchParams({
    ...{ container: CONTAINER, timestamps: 'true', follow: String(lastLines === undefined) },
    ...(since === null ? {} : { sinceTime: since }),
    ...(lastLines === undefined ? {} : { tailLines: String(lastLines) }),
  })
  const path = `/api/v1/namespaces/${encodeURIComponent(cluster.namespace)}/pods/${encodeURIComponent(pod)}/log?${words}`
  const { stream, ...refused } = await cluster.open(path, signal)
  if (stream === null) return { refused, whole: false }
  const take = unread.open()
  let stopTimer = () => {}
  const hurry = () => {
    stopTimer = clock.setTimer(OVERDUE_MS, () => void stream.destroy())
  }
  if (ended.aborted) hurry()
  else ended.addEventListener('abort', hurry, { once: true })
  await linesOf(stream, take)
  ended.removeEventListener('abort', hurry)
  stopTimer()
  return { refused: null, whole: stream.readableEnded }
}

type UnreadLines = {
  /** Takes the lines of a log that is opened, also one that begins before the last line of the one before. */
  readonly open: () => (line: string) => void
  /** The second of the last line, from which the API can go on. */
  readonly since: () => string | null
}

/** Lines with stamps, each handed on once without its stamp. */
function unreadLines(onLine: (line: string) => void): UnreadLines {
  // Several lines may have one stamp.
  let last = { stamp: '', lines: 0 }
  return {
    since: () => (last.stamp === '' ? null : `${last.stamp.slice(0, 19)}Z`),
    open() {
      const before = { ...last }
      let isOld = false
      return (line) => {
        const [, second, fraction = '', text = ''] = stamped.exec(line) ?? []
        // A piece of a long line, or what stands behind a carriage return, belongs to the line before it.
        if (second === undefined) return isOld ? undefined : onLine(line)
        const stamp = `${second}.${fraction.padEnd(9, '0')}`
        if (stamp === before.stamp) before.lines -= 1
        isOld = stamp < before.stamp || (stamp === before.stamp && before.lines >= 0)
        if (isOld) return
        last = { stamp, lines: stamp === last.stamp ? last.lines + 1 : 1 }
        onLine(text)
      }
    },
  }
}
