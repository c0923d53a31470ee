import type { RequestRecord } from '@sagellm-benchmark/protocol-types'

/** The same record on another axis of time. */
export function shiftRecord(record: RequestRecord, ms: number): RequestRecord {
  if (ms === 0) return record
  const move = (at: number | null) => (at === null ? null : at + ms)
  return {
    ...record,
    scheduledAt: record.scheduledAt + ms,
    startAt: record.startAt + ms,
    sentAt: move(record.sentAt),
    headersAt: move(record.headersAt),
    firstTokenAt: move(record.firstTokenAt),
    firstOutputAt: move(record.firstOutputAt),
    tokenAt: record.tokenAt.map((at) => at + ms),
    lastTokenAt: move(record.lastTokenAt),
    endAt: record.endAt + ms,
  }
}
