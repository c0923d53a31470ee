import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { OverheadMonitor } from '../overhead/overhead-monitor.js'

/** The flag of a request during which its own client stood still. */
export const clientStalled = 'client_stalled'

const LONGEST_MS = 10
const LARGEST_SHARE = 0.05

/**
 * Flags a record whose life a stall of the stamping thread overlapped by more than 10 ms, or by 5 % of its latency. Stamps of the kernel
 * do not move with the thread: a record whose pieces all had reads of their own is only touched where it was to be sent.
 */
export function flagStalled(record: RequestRecord, monitor: Pick<OverheadMonitor, 'stalledMs'>): RequestRecord {
  const { startAt, lastTokenAt, endAt, transport } = record
  // Inference in this process is stamped by a thread of its own.
  if (record.phase !== 'measured' || transport === 'in_process') return record
  const until = lastTokenAt ?? endAt
  const stalledMs = exactlyStamped(record) ? sendingStalledMs(record, monitor) : monitor.stalledMs(startAt, until)
  const touched = stalledMs > LONGEST_MS || stalledMs > LARGEST_SHARE * (until - startAt) || readLate(record)
  return touched ? { ...record, flags: [...record.flags, clientStalled] } : record
}

/** Whether the kernel stamped each piece by itself. What shared a read was merged by the server, or while it waited to be read. */
function exactlyStamped({ maxReadLatenessMs, coalescedChunks }: RequestRecord): boolean {
  return maxReadLatenessMs !== null && coalescedChunks === 0
}

/**
 * Whether pieces may have been merged while they waited. A wait below 10 ms is no stall, as it is none with other transports, which
 * cannot see it: with short answers it would be 5 % of the latency all the same, and the better stamps would have the more flags.
 */
function readLate(record: RequestRecord): boolean {
  return !exactlyStamped(record) && (record.maxReadLatenessMs ?? 0) > LONGEST_MS
}

/** Of the time in which the request was to be sent. */
function sendingStalledMs(
  { scheduledAt, startAt, sentAt }: RequestRecord,
  monitor: Pick<OverheadMonitor, 'stalledMs'>,
): number {
  return monitor.stalledMs(Math.min(scheduledAt, startAt), sentAt ?? startAt)
}
