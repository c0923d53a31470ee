import { servingGaps, servingLatency, servingTotals } from './as-serving-benchmark.js'
import { type ForeignRequest, outcome } from './foreign-request.js'
import {
  between,
  type ForeignRules,
  type ForeignSample,
  holdsForAll,
  knownValues,
  withoutNulls,
} from './foreign-sample.js'
import { limitsOf, meetsAll } from './foreign-limits.js'
import { fullestSecond, maxInOneSecond } from './serving-peaks.js'

/** Two stamps this close, ms, give a value that a report would not tell apart. */
const SAME_MOMENT_MS = 1

/** A stream that began to answer with status 200 is a success there, whether it was cut in good order or reported an error in an event. */
function succeeds(request: ForeignRequest): boolean {
  if (request.outcome === outcome.ok) return true
  const begun = request.firstChoiceAt !== null || request.firstTextAt !== null
  return begun && (request.outcome === outcome.cut || request.outcome === outcome.reported)
}

/**
 * Figures by the rules of vLLM's serving benchmark: those of all versions on the completions API, and of versions up to 0.32 on chat.
 *
 * There a request begins to answer with its first chunk that has `choices`, a role-only one too, and ends with the last such chunk, the
 * finish chunk too; its gaps (`itl`) run between all of them. Records of older versions lack these stamps. There both moments lie between
 * stamps that we have: headers and first token, last token and end. Where these are within a millisecond in every request the moment is
 * known; where not, the latencies that rest on it are left out, and so are the gaps.
 *
 * Lists have one entry a request in the order of their starts, with the fillers of that tool: TTFT and latency 0 and no output for a
 * failure. Times of the lists are seconds; `start_times` are on the clock of the records.
 */
export const asVllm: ForeignRules = { succeeds, gapsBetween: 'choice', figures }

const ttft = (row: ForeignRequest) => between(row.startAt, row.firstChoiceAt ?? row.firstTextAt)
const latency = (row: ForeignRequest) => between(row.startAt, row.lastChoiceAt ?? row.lastTokenAt)

function tpot(row: ForeignRequest): number | null {
  const decode = between(ttft(row), latency(row))
  return row.outputTokens === null || row.outputTokens < 2 || decode === null ? null : decode / (row.outputTokens - 1)
}

function figures(sample: ForeignSample): Record<string, unknown> {
  const { ok, gaps, gapsKnown } = sample
  const beginKnown = holdsForAll(ok, (row) => row.firstChoiceAt !== null || close(row.headersAt, row.firstTextAt))
  const endKnown = holdsForAll(ok, (row) => row.lastChoiceAt !== null || close(row.lastTokenAt, row.endAt))
  const { fields, allTokens } = servingTotals(sample, (row) => row.outputTokens)
  return withoutNulls({
    ...fields,
    failed: sample.failed,
    request_goodput: beginKnown && endKnown ? goodput(sample) : null,
    total_token_throughput: allTokens,
    ...(beginKnown ? servingLatency('ttft', knownValues(ok, ttft)) : {}),
    ...(beginKnown && endKnown ? servingLatency('tpot', knownValues(ok, tpot)) : {}),
    ...(gapsKnown ? servingGaps('itl', gaps) : {}),
    ...(endKnown ? servingLatency('e2el', knownValues(ok, latency)) : {}),
    max_output_tokens_per_s: gapsKnown ? fullestSecond(sample, { succeeds, first: ttft }) : null,
    max_concurrent_requests: endKnown ? maxInOneSecond(ok, (row) => row.startAt + (latency(row) ?? 0)) : null,
    ...lists(sample, { beginKnown, endKnown }),
  })
}

/** Answers per second within every limit; `null` without limits, or where one is on something that this tool does not limit. */
function goodput({ ok, serviceLevels, durationS }: ForeignSample): number | null {
  const limits = limitsOf(serviceLevels, { ttft, tpot: (row) => (oneToken(row) ? 0 : tpot(row)), e2el: latency })
  if (limits === null || durationS === null) return null
  let good = 0
  for (const row of ok) if (meetsAll(row, limits)) good++
  return good / durationS
}

function oneToken({ outputTokens }: ForeignRequest): boolean {
  return outputTokens !== null && outputTokens <= 1
}

type Known = { readonly beginKnown: boolean; readonly endKnown: boolean }

function lists({ requests, errors, gaps, gapsKnown }: ForeignSample, { beginKnown, endKnown }: Known) {
  const rows = [...requests.sortedBy('startAt')]
  const list = <Value>(value: (row: ForeignRequest, at: number) => Value | null): Value[] | null => {
    const values = rows.map(([row, at]) => value(row, at))
    return values.includes(null) ? null : (values as Value[])
  }
  return {
    input_lens: list((row) => (succeeds(row) ? row.promptTokens : (row.promptTokens ?? row.intendedPromptTokens))),
    output_lens: list((row) => (succeeds(row) ? row.outputTokens : 0)),
    // A request that broke after its first chunk keeps its TTFT there; its latency stays at the filler.
    ttfts: beginKnown ? list((row) => (ttft(row) ?? 0) / 1000) : null,
    itls: gapsKnown ? list((_, at) => secondsOf(gaps.listOf(at))) : null,
    latencies: endKnown ? list((row) => (succeeds(row) ? (latency(row) ?? 0) / 1000 : 0)) : null,
    start_times: list((row) => row.startAt / 1000),
    queue_times: list((row) => (row.startAt - row.scheduledAt) / 1000),
    errors: rows.map(([, at]) => errors[at]),
  }
}

function secondsOf(gaps: Float64Array | null): number[] | null {
  return gaps && Array.from(gaps, (gap) => gap / 1000)
}

function close(a: number | null, b: number | null): boolean {
  return a !== null && b !== null && Math.abs(b - a) <= SAME_MOMENT_MS
}
