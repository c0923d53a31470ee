import type { ServiceLevel } from '@sagellm-benchmark/protocol-types'
import type { ForeignRequest } from './foreign-request.js'

/** What a tool limits: ms of a request; `null`: not known. */
type LimitedValue = (request: ForeignRequest) => number | null

/** The three quantities that vLLM, SGLang, AIPerf and GuideLLM can limit, each by the tool's own rule. */
export type LimitedValues = { readonly ttft: LimitedValue; readonly tpot: LimitedValue; readonly e2el: LimitedValue }

export type ForeignLimit = { readonly name: keyof LimitedValues; readonly value: LimitedValue; readonly maxMs: number }

/**
 * Service levels in the tool's own quantities. TTFT counts there from the start of a request, in open load too.
 *
 * @returns `null` without a service level, and where one is on something that none of these tools limits.
 */
export function limitsOf(levels: readonly ServiceLevel[], values: LimitedValues): readonly ForeignLimit[] | null {
  if (levels.length === 0) return null
  const limits: ForeignLimit[] = []
  for (const { metric, maxMs } of levels) {
    const name = names[metric]
    if (name === null) return null
    limits.push({ name, value: values[name], maxMs })
  }
  return limits
}

const names: Record<ServiceLevel['metric'], keyof LimitedValues | null> = {
  ttft_ms: 'ttft',
  tbt_ms: 'tpot',
  tpot_ms: 'tpot',
  e2e_latency_ms: 'e2el',
  ttft_from_schedule_ms: null,
}

/** Whether every limit is kept; a value that is not known keeps none. */
export function meetsAll(request: ForeignRequest, limits: readonly ForeignLimit[]): boolean {
  return limits.every(({ value, maxMs }) => (value(request) ?? Number.POSITIVE_INFINITY) <= maxMs)
}
