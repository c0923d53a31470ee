import { type ForeignRequest, outcome } from './foreign-request.js'
import { between, type ForeignRules, type ForeignSample } from './foreign-sample.js'
import { limitsOf } from './foreign-limits.js'
import { concurrencySummary, createEvents, rateSummary } from './rates-over-time.js'
import { weightedSummary } from './weighted-summary.js'

/** A stream that was cut in good order after some text is a success there; one that reported an error is not. */
function succeeds(request: ForeignRequest): boolean {
  return request.outcome === outcome.ok || (request.outcome === outcome.cut && request.firstTextAt !== null)
}

/**
 * Figures by the rules of GuideLLM: counts, then distributions of the successful requests.
 *
 * Its time per output token has the wait for the first one inside, and its inter-token latency divides by all tokens but one; both weigh
 * a request by its tokens. A request lasts until its body is closed, in seconds. Without a usage a chunk counts as a token. Rates
 * are spread over the window from the first start to the last end, failures included.
 */
export const asGuidellm: ForeignRules = { succeeds, gapsBetween: null, figures }

const ttft = (row: ForeignRequest) => between(row.startAt, row.firstTextAt)
const lengthOf = (row: ForeignRequest) => row.usageTokens ?? row.outputTokens ?? row.textChunks
const lastOf = (row: ForeignRequest) => row.lastTextAt ?? row.lastTokenAt

function interToken(row: ForeignRequest): number | null {
  const decode = between(row.firstTextAt, lastOf(row))
  return lengthOf(row) <= 1 || decode === null ? null : decode / (lengthOf(row) - 1)
}

function perToken(row: ForeignRequest): number | null {
  return lengthOf(row) === 0 ? null : ((lastOf(row) ?? row.endAt) - row.startAt) / lengthOf(row)
}

function figures(sample: ForeignSample): Record<string, unknown> {
  const { ok, completed, requests, ours, failed } = sample
  const incomplete = ours.cancelledByRun
  const spread = (value: (row: ForeignRequest) => number | null, weight: (row: ForeignRequest) => number = () => 1) => {
    const rows = [...ok].filter((row) => value(row) !== null)
    const column = (of: (row: ForeignRequest) => number) => Float64Array.from(rows, of)
    return weightedSummary({ values: column((row) => value(row) as number), weights: column(weight) })
  }
  const window = windowOf(requests)
  if (window === null) return {}
  return {
    request_totals: { successful: completed, incomplete, errored: failed - incomplete, total: requests.length },
    requests_per_second: rateSummary(
      eventsOf(ok, (row, add) => add(row.endAt, 1)),
      window,
    ),
    request_concurrency: concurrencySummary(spansOf(ok), window),
    request_latency: spread((row) => (row.endAt - row.startAt) / 1000),
    prompt_token_count: spread(({ promptTokens }) => promptTokens ?? 0),
    output_token_count: spread(lengthOf),
    total_token_count: spread((row) => (row.promptTokens ?? 0) + lengthOf(row)),
    time_to_first_token_ms: spread(ttft),
    time_to_first_output_token_ms: spread((row) => between(row.startAt, row.firstOutputAt)),
    time_per_output_token_ms: spread((row) => perToken(row) ?? 0, lengthOf),
    inter_token_latency_ms: spread(
      (row) => interToken(row) ?? 0,
      (row) => (lengthOf(row) || 1) - 1,
    ),
    prompt_tokens_per_second: rateSummary(eventsOf(ok, promptEvent), window),
    output_tokens_per_second: rateSummary(eventsOf(ok, outputEvents), window),
    tokens_per_second: rateSummary(eventsOf(ok, allEvents), window),
    ...goodput(sample, window),
  }
}

type Window = { readonly from: number; readonly to: number }
type Add = (atMs: number, amount: number) => void

/** First start and last end, seconds. */
function windowOf(requests: Iterable<ForeignRequest>): Window | null {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { startAt, endAt } of requests) {
    from = Math.min(from, startAt / 1000)
    to = Math.max(to, endAt / 1000)
  }
  return to >= from ? { from, to } : null
}

function eventsOf(rows: Iterable<ForeignRequest>, events: (row: ForeignRequest, add: Add) => void) {
  const all = createEvents()
  for (const row of rows) events(row, (atMs, amount) => all.add(atMs / 1000, amount))
  return all
}

function spansOf(rows: Iterable<ForeignRequest>): Window[] {
  return Array.from(rows, ({ startAt, endAt }) => ({ from: startAt / 1000, to: endAt / 1000 }))
}

/** The whole prompt counts at the first chunk with text. */
function promptEvent(row: ForeignRequest, add: Add): void {
  add(row.firstTextAt ?? row.endAt, row.promptTokens ?? 0)
}

/** One token at the first chunk; the others spread evenly, a share a chunk, up to the last. */
function outputEvents(row: ForeignRequest, add: Add): void {
  const { firstTextAt: first, textChunks: chunks } = row
  const last = lastOf(row)
  const tokens = lengthOf(row)
  if (first === null || last === null || chunks <= 1) return add(last ?? row.endAt, tokens)
  add(first, tokens > 0 ? 1 : 0)
  for (let at = 1; at < chunks && tokens > 1; at++)
    add(first + ((last - first) * at) / (chunks - 1), (tokens - 1) / (chunks - 1))
}

function allEvents(row: ForeignRequest, add: Add): void {
  promptEvent(row, add)
  outputEvents(row, add)
}

/** Failures count as missed; what lacks a limited value, or was cut off by the run, is not judged. */
function goodput({ ok, failed, ours, serviceLevels }: ForeignSample, window: Window): Record<string, unknown> {
  const latency = (row: ForeignRequest) => row.endAt - row.startAt
  const limits = limitsOf(serviceLevels, { ttft, tpot: interToken, e2el: latency })
  if (limits === null) return {}
  const judged = [...ok].filter((row) => limits.every(({ value }) => value(row) !== null))
  const good = judged.filter((row) => limits.every(({ value, maxMs }) => (value(row) as number) <= maxMs))
  const determined = judged.length + failed - ours.cancelledByRun
  if (determined === 0) return { slo_determined_requests: 0 }
  return {
    slo_attainment: good.length / determined,
    slo_determined_requests: determined,
    request_goodput: rateSummary(
      eventsOf(good, (row, add) => add(row.endAt, 1)),
      window,
    ),
  }
}
