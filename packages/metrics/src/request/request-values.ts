import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { RequestValues } from '../formulas/compute.js'

/** What the formulas may know of a record; NaN for what is not known. A failed request has no time between tokens. */
export function requestValues(record: RequestRecord): RequestValues {
  return {
    scheduledAt: record.scheduledAt,
    startAt: record.startAt,
    firstTokenAt: record.firstTokenAt ?? Number.NaN,
    firstOutputAt: record.firstOutputAt ?? Number.NaN,
    lastTokenAt: record.lastTokenAt ?? Number.NaN,
    promptTokens: record.promptTokens ?? Number.NaN,
    outputTokens: outputTokens(record) ?? Number.NaN,
    tbtMs: (record.errorClass === null ? timeBetweenTokens(record) : null) ?? Number.NaN,
  }
}

/** Output tokens as far as they can be trusted: `null` where only chunks were counted. */
export function outputTokens(record: RequestRecord): number | null {
  return record.tokenCountSource === 'chunks_unverified' ? null : record.outputTokens
}

/**
 * Mean time between tokens of one request, ms; `null` where the stream does not show it. What its client made of the reads counts;
 * of a record that only has stamps (older files, engines in this process) it follows where there is one stamp for each token.
 */
function timeBetweenTokens(record: RequestRecord): number | null {
  if (record.tbtBasis !== null) return record.tbtMs
  const tokens = outputTokens(record)
  const { tokenAt } = record
  const [first] = tokenAt
  if (tokens === null || tokens < 2 || tokens !== tokenAt.length || first === undefined) return null
  const after = tokenAt.filter((at) => at > first).length
  return after === 0 ? null : ((tokenAt.at(-1) as number) - first) / after
}
