import { servingGaps, servingLatency, servingTotals } from './as-serving-benchmark.js'
import { type ForeignRequest, outcome } from './foreign-request.js'
import { between, type ForeignRules, type ForeignSample, knownValues, withoutNulls } from './foreign-sample.js'
import { limitsOf, meetsAll } from './foreign-limits.js'
import { fullestSecond, maxInOneSecond } from './serving-peaks.js'

/** Whatever ends in good order after a status 200 is a success there: a cut stream, and one that reported an error in an event. */
function succeeds(request: ForeignRequest): boolean {
  return request.outcome === outcome.ok || request.outcome === outcome.cut || request.outcome === outcome.reported
}

/**
 * Figures by the rules of SGLang's serving benchmark, on an OpenAI endpoint.
 *
 * A request ends with its last line, `[DONE]`, and the time per output token runs up to there; gaps run between chunks with text. Its
 * length is that of the usage, else the length that was asked for. There every request opens a connection of its own, inside its
 * TTFT and latency: where ours kept theirs, that time is not in these figures.
 */
export const asSglang: ForeignRules = { succeeds, gapsBetween: 'text', figures }

/** Without text TTFT stays 0 there, and counts. */
const ttft = (row: ForeignRequest) => between(row.startAt, row.firstTextAt) ?? 0
const latency = (row: ForeignRequest) => row.endAt - row.startAt
const lengthOf = (row: ForeignRequest) => row.usageTokens ?? row.requestedOutputTokens

function tpot(row: ForeignRequest): number | null {
  return lengthOf(row) > 1 ? (latency(row) - ttft(row)) / (lengthOf(row) - 1) : null
}

function figures(sample: ForeignSample): Record<string, unknown> {
  const { ok, completed, durationS, gaps, gapsKnown } = sample
  const { fields, inputTokens, allTokens } = servingTotals(sample, lengthOf)
  const latencies = knownValues(ok, latency)
  const seconds = latencies.reduce((sum, each) => sum + each, 0) / 1000
  return withoutNulls({
    ...fields,
    input_throughput: inputTokens === null || durationS === null ? null : inputTokens / durationS,
    total_throughput: allTokens,
    ...servingLatency('e2e_latency', latencies),
    ...servingLatency('ttft', knownValues(ok, ttft)),
    ...servingLatency('tpot', knownValues(ok, tpot)),
    ...(gapsKnown ? servingGaps('itl', gaps) : {}),
    concurrency: completed === 0 || durationS === null ? null : seconds / durationS,
    max_output_tokens_per_s: gapsKnown ? fullestSecond(sample, { succeeds, first: ttft }) : null,
    max_concurrent_requests: maxInOneSecond(ok, ({ endAt }) => endAt),
    ...goodput(sample),
    ...lists(sample),
  })
}

function goodput({ requests, ok, serviceLevels, durationS }: ForeignSample): Record<string, unknown> {
  const limits = limitsOf(serviceLevels, { ttft, tpot: (row) => tpot(row) ?? 0, e2el: latency })
  if (limits === null || durationS === null) return {}
  const met = new Map(limits.map(({ name }) => [name, 0]))
  let good = 0
  for (const row of ok) {
    for (const limit of limits) if (meetsAll(row, [limit])) met.set(limit.name, (met.get(limit.name) ?? 0) + 1)
    if (meetsAll(row, limits)) good++
  }
  return {
    goodput_slos_ms: Object.fromEntries(limits.map(({ name, maxMs }) => [name, maxMs])),
    request_goodput: good / durationS,
    slo_attainment: good / requests.length,
    slo_attainment_by_metric: Object.fromEntries([...met].map(([name, count]) => [name, count / requests.length])),
  }
}

/** The details: one entry a request in the order of their starts, 0 for a failure. */
function lists({ requests, errors, gaps, gapsKnown }: ForeignSample): Record<string, unknown> {
  const rows = [...requests.sortedBy('startAt')]
  const inputs = rows.map(([row]) => row.promptTokens ?? row.intendedPromptTokens)
  const itls = gapsKnown ? rows.map(([, at]) => gaps.listOf(at)) : [null]
  return {
    input_lens: inputs.includes(null) ? null : inputs,
    output_lens: rows.map(([row]) => (succeeds(row) ? lengthOf(row) : 0)),
    ttfts: rows.map(([row]) => ttft(row) / 1000),
    itls: itls.includes(null) ? null : itls.map((list) => Array.from(list ?? [], (gap) => gap / 1000)),
    errors: rows.map(([, at]) => errors[at]),
  }
}
