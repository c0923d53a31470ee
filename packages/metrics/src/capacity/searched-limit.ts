import { BenchError, invalidArgument, type RequestRecord } from '@sagellm-benchmark/protocol-types'
import { type Figure, figureNamed } from '@sagellm-benchmark/protocol-types/metrics'
import {
  type Limit,
  limitText,
  parseLimit,
  type Threshold,
  thresholdText,
} from '@sagellm-benchmark/protocol-types/thresholds'
import { formulas } from '../formulas/formulas.js'
import { meetsServiceLevels } from '../request/meets-service-levels.js'
import { requestValues } from '../request/request-values.js'
import { qualityOfTbt, tbtQuality } from '../request/tbt-quality.js'

/** A limit that a capacity is searched for: a bound on a share of requests, or on a mean. */
export type SearchedLimit = {
  /** As it is written: `ttft.p99<500ms`. */
  readonly text: string
  readonly kind: 'share' | 'mean'
  /** The share of requests that may break it, in (0, 1), or the highest mean in ms. */
  readonly allowed: number
  /** `null` for a mean. Whether a value, as `valueOf` gives it, breaks the limit. */
  readonly breaks: ((value: number) => boolean) | null
  /** What one request counts: its latency in ms, or 1 where it broke a limit on errors or attainment and 0 where not. `null`: no value. */
  readonly valueOf: (record: RequestRecord) => number | null
  /** Whether `valueOf` is 0 or 1, so that the spread of the latencies has to say how requests hang together. */
  readonly binary: boolean
}

const wanted = 'a search needs limits that only get harder to keep as the load grows, such as ttft.p99<500, errors<0.1%'

/**
 * The limits of a search, from texts of the threshold grammar: percentiles and means of latencies below a value, the error rate below a
 * share, and `slo_attainment` above one beside limits on each request.
 *
 * @throws BenchError `invalid_argument` for none, a text that is no limit, and a limit that no search can decide.
 * @example searchedLimits(['ttft.p99<500', 'errors<0.1%'])
 */
export function searchedLimits(texts: readonly string[]): SearchedLimit[] {
  if (texts.length === 0) throw new BenchError('invalid_argument', 'a capacity needs an SLO', { hint: wanted })
  const limits = texts.map((text) => parseLimit(text, '--slo'))
  const levels = limits.flatMap((limit) => (limit.of === 'request' ? [limit.level] : []))
  const attainment = limits.some((limit) => limit.of === 'run' && limit.threshold.figure === 'slo_attainment')
  if (levels.length > 0 && !attainment)
    throw invalidArgument('--slo', limitText(limits.find(({ of }) => of === 'request') as Limit), everyRequest)
  if (attainment && levels.length === 0)
    throw invalidArgument('--slo', 'slo_attainment', "give the limits on each request beside it: --slo 'ttft<200'")
  return limits.flatMap((limit) => (limit.of === 'run' ? [limitOn(limit.threshold, levels)] : []))
}

const everyRequest =
  "no number of requests shows that each keeps it: write ttft.p99<LIMIT, or say how many must: --slo 'slo_attainment>99%'"

function limitOn(threshold: Threshold, levels: Parameters<typeof meetsServiceLevels>[1]): SearchedLimit {
  const { figure: name, sign, limit } = threshold
  const text = thresholdText(threshold)
  const { metric, statistic } = figureNamed(name) as Figure
  const upper = sign === '<' || sign === '<='
  if (name === 'slo_attainment' && !upper && limit < 1) {
    const valueOf = (record: RequestRecord) => {
      const met = meetsServiceLevels(record, levels)
      return met === null ? null : met ? 0 : 1
    }
    return { text, kind: 'share', allowed: tidy(1 - limit), breaks: isOne, valueOf, binary: true }
  }
  if (name === 'error_rate' && upper && limit > 0) {
    const valueOf = ({ errorClass }: RequestRecord) => (errorClass === null ? 0 : 1)
    return { text, kind: 'share', allowed: limit, breaks: isOne, valueOf, binary: true }
  }
  const formula = formulas[metric.wire as keyof typeof formulas]
  if (!upper || limit <= 0 || metric.of !== 'latency' || formula?.per !== 'request')
    throw invalidArgument('--slo', text, wanted)
  const valueOf = (record: RequestRecord) => {
    if (record.errorClass !== null || (metric.needsTbt && qualityOfTbt(record) !== tbtQuality.usable)) return null
    const value = formula.value(requestValues(record))
    return Number.isNaN(value) ? null : value
  }
  if (statistic.kind === 'mean') return { text, kind: 'mean', allowed: limit, breaks: null, valueOf, binary: false }
  if (statistic.kind !== 'percentile') throw invalidArgument('--slo', text, wanted)
  const breaks = sign === '<' ? (value: number) => value >= limit : (value: number) => value > limit
  return { text, kind: 'share', allowed: tidy(1 - statistic.p), breaks, valueOf, binary: false }
}

const isOne = (value: number) => value === 1
/** 1 - 0.99 is 0.01, not its neighbour. */
const tidy = (share: number) => Number(share.toPrecision(12))
