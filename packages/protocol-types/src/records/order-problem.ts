import type { RequestRecord } from '../run/request-record.js'
import { stampFields } from '../run/request-record.js'

/** Two stamps of one moment, read from two clocks that were brought together, may differ by so much, ms. */
const SLACK_MS = 1e-3

/**
 * Why the stamps of a record cannot be those of one request, in a few words with the file's own field names: a moment before the start of all
 * time, before the request was sent, or after it had ended. `null` where nothing is wrong.
 *
 * @example orderProblem({ ...record, endAt: record.startAt - 1 }) // 'end_at lies before start_at'
 */
export function orderProblem(record: RequestRecord): string | null {
  const { startAt, endAt } = record
  if (endAt < startAt - SLACK_MS) return 'end_at lies before start_at'
  for (const name of stampFields) {
    const value = record[name] as number | null | readonly number[]
    if (value === null) continue
    const [least, greatest] = typeof value === 'number' ? [value, value] : endsOf(value)
    if (least < -SLACK_MS) return `${wireName(name)} lies before the run began`
    if (name === 'scheduledAt') continue
    if (least < startAt - SLACK_MS) return `${wireName(name)} lies before start_at`
    if (greatest > endAt + SLACK_MS) return `${wireName(name)} lies after end_at`
  }
  return null
}

/** Smallest and greatest; of no stamps, ends that lie nowhere wrong. */
function endsOf(stamps: readonly number[]): readonly [number, number] {
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const each of stamps) {
    if (each < least) least = each
    if (each > greatest) greatest = each
  }
  return [least, greatest]
}

/** `endAt` as the file calls it. */
function wireName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
