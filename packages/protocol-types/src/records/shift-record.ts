import { type RequestRecord, stampFields } from '../run/request-record.js'

/**
 * The same record on another axis of time: every stamp of the schema moved by as many ms.
 *
 * @example shiftRecord(record, -record.startAt).startAt // 0
 */
export function shiftRecord(record: RequestRecord, ms: number): RequestRecord {
  if (ms === 0) return record
  const shifted: Record<string, unknown> = { ...record }
  for (const name of stampFields) {
    const at = record[name]
    if (Array.isArray(at)) shifted[name] = at.map((each) => each + ms)
    else if (at !== null) shifted[name] = at + ms
  }
  return shifted as RequestRecord
}
