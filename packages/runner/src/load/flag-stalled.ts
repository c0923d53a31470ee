import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { OverheadMonitor } from '../overhead/overhead-monitor.js'

/** The flag of a request during which its own client stood still. */
export const clientStalled = 'client_stalled'

const LONGEST_MS = 10
const LARGEST_SHARE = 0.05

/**
 * Flags a record whose life a stall of the stamping thread overlapped by more than 10 ms, or by 5 % of its latency. Stamps of the kernel
 * do not move with the thread: there only what waited to be read can have been merged, so the longest wait of its reads decides, and
 * a stall in which the request itself was to be sent.
 */
export function flagStalled(record: RequestRecord, monitor: Pick<OverheadMonitor, 'stalledMs'>): RequestRecord {
  const { startAt, lastTokenAt, endAt, transport } = record
  // Inference in this process is stamped by a thread of its own.
  if (record.phase !== 'measured' || transport === 'in_process') return record
  const until = lastTokenAt ?? endAt
  const stalledMs = record.maxReadLatenessMs === null ? monitor.stalledMs(startAt, until) : ownDelayMs(record, monitor)
  const touched = stalledMs > LONGEST_MS || stalledMs > LARGEST_SHARE * (until - startAt)
  return touched ? { ...record, flags: [...record.flags, clientStalled] } : record
}

/** Of a record with stamps of the kernel: how long bytes waited that may have been merged, or its sending, by the client's own fault. */
function ownDelayMs(record: RequestRecord, monitor: Pick<OverheadMonitor, 'stalledMs'>): number {
  const { scheduledAt, startAt, sentAt, maxReadLatenessMs, coalescedChunks } = record
  const waitedMs = coalescedChunks === 0 ? 0 : (maxReadLatenessMs ?? 0)
  return Math.max(waitedMs, monitor.stalledMs(Math.min(scheduledAt, startAt), sentAt ?? startAt))
}
