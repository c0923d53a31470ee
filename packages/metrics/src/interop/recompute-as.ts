import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { asAiperf } from './as-aiperf.js'
import { asGuidellm } from './as-guidellm.js'
import { asSglang } from './as-sglang.js'
import { asVllm } from './as-vllm.js'
import { type ForeignSample, foreignSample } from './foreign-sample.js'

/** Tools whose definitions can be applied to our stamps. */
export type ForeignTool = 'vllm' | 'sglang' | 'aiperf' | 'guidellm'

const rules: Record<ForeignTool, (sample: ForeignSample) => Record<string, unknown>> = {
  vllm: asVllm,
  sglang: asSglang,
  aiperf: asAiperf,
  guidellm: asGuidellm,
}

/**
 * The figures that another tool would have reported, by its own rules and under its own field names, computed from our stamps. What
 * our stamps cannot tell by its rule is left out; nothing is merely renamed.
 *
 * @param records - of one target and workload; warm-up records are ignored.
 * @example recomputeAs('vllm', records).output_throughput
 */
export function recomputeAs(tool: ForeignTool, records: Iterable<RequestRecord>): Record<string, unknown> {
  return rules[tool](foreignSample(records))
}
