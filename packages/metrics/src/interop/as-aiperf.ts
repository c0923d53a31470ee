import type { Statistic } from '@sagellm-benchmark/protocol-types/metrics'
import { statisticsOf } from '../statistics/statistics-of.js'
import { type ForeignRequest, outcome } from './foreign-request.js'
import { between, type ForeignRules, type ForeignSample, knownValues, totalOf, withoutNulls } from './foreign-sample.js'
import { limitsOf, meetsAll } from './foreign-limits.js'

const shares = {
  min: 0,
  max: 1,
  p1: 0.01,
  p5: 0.05,
  p10: 0.1,
  p25: 0.25,
  p50: 0.5,
  p75: 0.75,
  p90: 0.9,
  p95: 0.95,
  p99: 0.99,
}

/** One chunk with text makes a success there of a stream that was cut in good order, or that reported an error in its data. */
function succeeds(request: ForeignRequest): boolean {
  if (request.outcome === outcome.ok) return true
  return request.firstTextAt !== null && (request.outcome === outcome.cut || request.outcome === outcome.reported)
}

/**
 * Figures by the rules of AIPerf, tag by tag: unit, then statistics.
 *
 * A request ends with its last chunk with text, and the benchmark with the last such chunk of any successful request. Its inter-token
 * latency divides that time by all tokens but one, so that an answer in one chunk has 0; its inter-chunk latency is our ITL between
 * chunks with text. Throughput per user is the reciprocal of the former, and left out where that is 0.
 */
export const asAiperf: ForeignRules = { succeeds, gapsBetween: 'text', figures, request: requestFigures }

const ttft = (row: ForeignRequest) => between(row.startAt, row.firstTextAt)
const latency = (row: ForeignRequest) => between(row.startAt, row.lastTextAt)

function interToken(row: ForeignRequest): number | null {
  const decode = between(row.firstTextAt, row.lastTextAt)
  return row.outputTokens === null || row.outputTokens < 2 || decode === null ? null : decode / (row.outputTokens - 1)
}

/** As a line of its `profile_export.jsonl` holds it. */
function requestFigures(request: ForeignRequest): Record<string, number | null> {
  return {
    time_to_first_token: ttft(request),
    request_latency: latency(request),
    inter_token_latency: interToken(request),
    input_sequence_length: request.promptTokens,
    output_sequence_length: request.outputTokens,
  }
}

function outputWithoutReasoning({ outputTokens, reasoningTokens }: ForeignRequest): number | null {
  // There a count of 0 is no value.
  return outputTokens === null || reasoningTokens === null ? null : outputTokens - reasoningTokens || null
}

function perSecond(tokens: number | null, ms: number | null): number | null {
  return tokens === null || !ms ? null : (tokens * 1000) / ms
}

function figures(sample: ForeignSample): Record<string, unknown> {
  const { ok, completed, failed, gaps, gapsKnown } = sample
  const spread = (unit: string, value: (row: ForeignRequest) => number | null) => {
    const values = knownValues(ok, value)
    return statistics(unit, { n: values.length, statistics: (wanted) => statisticsOf(values, wanted) })
  }
  const durationS = duration(ok)
  const rate = (count: number | null) => (count === null || durationS === null ? null : count / durationS)
  const inputTokens = totalOf(ok, ({ promptTokens }) => promptTokens)
  const outputTokens = totalOf(ok, (row) => row.outputTokens)
  const allTokens = inputTokens === null || outputTokens === null ? null : inputTokens + outputTokens
  return withoutNulls({
    time_to_first_token: spread('ms', ttft),
    time_to_second_token: spread('ms', (row) => between(row.firstTextAt, row.secondTextAt)),
    time_to_first_output_token: spread('ms', (row) => between(row.startAt, row.firstOutputAt)),
    request_latency: spread('ms', latency),
    decode_duration: spread('ms', (row) => between(row.firstTextAt, row.lastTextAt)),
    inter_token_latency: spread('ms', interToken),
    inter_chunk_latency: gapsKnown ? statistics('ms', gaps) : null,
    output_token_throughput_per_user: spread('tokens/sec/user', (row) => perSecond(1, interToken(row))),
    e2e_output_token_throughput: spread('tokens/sec/user', (row) => perSecond(row.outputTokens, latency(row))),
    prefill_throughput_per_user: spread('tokens/sec/user', (row) => perSecond(row.promptTokens, ttft(row))),
    output_sequence_length: spread('tokens', (row) => row.outputTokens),
    output_token_count: spread('tokens', outputWithoutReasoning),
    input_sequence_length: spread('tokens', ({ promptTokens }) => promptTokens),
    total_osl: single('tokens', completed > 0 ? outputTokens : null),
    total_isl: single('tokens', completed > 0 ? inputTokens : null),
    output_token_throughput: single('tokens/sec', rate(outputTokens)),
    total_token_throughput: single('tokens/sec', rate(allTokens)),
    request_throughput: single('requests/sec', rate(completed)),
    ...goodput(sample, durationS),
    request_count: single('requests', completed),
    error_request_count: single('requests', failed),
    benchmark_duration: single('sec', durationS),
  })
}

/** From the first start to the last chunk with text of the successful requests, seconds; `null` where there is no length. */
function duration(ok: Iterable<ForeignRequest>): number | null {
  let from = Number.POSITIVE_INFINITY
  let to = Number.NEGATIVE_INFINITY
  for (const row of ok) {
    from = Math.min(from, row.startAt)
    to = Math.max(to, row.lastTextAt ?? row.lastTokenAt ?? to)
  }
  return to > from ? (to - from) / 1000 : null
}

/** Here a value that is not known breaks its limit, and failures are in the share. */
function goodput({ ok, requests, serviceLevels }: ForeignSample, durationS: number | null): Record<string, unknown> {
  const limits = limitsOf(serviceLevels, { ttft, tpot: interToken, e2el: latency })
  if (limits === null || requests.length === 0) return {}
  let good = 0
  for (const row of ok) if (meetsAll(row, limits)) good++
  return {
    good_request_count: single('requests', good),
    goodput: single('requests/sec', durationS === null ? null : good / durationS),
    good_request_fraction: single('ratio', good / requests.length),
  }
}

const wanted: readonly Statistic[] = [
  { kind: 'mean' },
  { kind: 'std' },
  ...Object.values(shares).map((p) => ({ kind: 'percentile' as const, p })),
]

type Spread = { readonly n: number; statistics(wanted: readonly Statistic[]): (number | null)[] }

function statistics(unit: string, { n, statistics }: Spread): Record<string, unknown> | null {
  if (n === 0) return null
  const [avg, std, ...rest] = statistics(wanted)
  const named = Object.keys(shares).map((name, at) => [name, rest[at]])
  return { unit, avg, ...Object.fromEntries(named), std, count: n }
}

function single(unit: string, value: number | null): Record<string, unknown> | null {
  return value === null ? null : { unit, avg: value }
}
