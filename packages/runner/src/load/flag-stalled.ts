import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { OverheadMonitor } from '../overhead/overhead-monitor.js'

/** The flag of a request during which its own client stood still. */
export const clientStalled = 'client_stalled'

const LONGEST_MS = 10
const LARGEST_SHARE = 0.05

/** Flags a record whose life a stall of the stamping thread overlapped by more than 10 ms, or by 5 % of its latency. */
export function flagStalled(record: RequestRecord, monitor: Pick<OverheadMonitor, 'stalledMs'>): RequestRecord {
  const { startAt, lastTokenAt, endAt, transport } = record
  // Inference in this process is stamped by a thread of its own.
  if (record.phase !== 'measured' || transport === 'in_process') return record
  const until = lastTokenAt ?? endAt
  const stalledMs = monitor.stalledMs(startAt, until)
  const touched = stalledMs > LONGEST_MS || stalledMs > LARGEST_SHARE * (until - startAt)
  return touched ? { ...record, flags: [...record.flags, clientStalled] } : record
}
