import type { LoadPlan, WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import { resolveWorkloads } from '@sagellm-benchmark/workloads'
import { type Trace, TraceOptions } from '@sagellm-benchmark/workloads/traces'
import { traceOptionsOf } from '../../options/read-trace-of.js'
import type { RunOptions } from './run-options.js'

/**
 * The workload of a trace that says what its requests are. `null` where it only has times, or where the flags name other prompts:
 * then its arrivals alone are replayed.
 */
export function tracedWorkload(
  options: RunOptions,
  load: LoadPlan | null,
  { trace }: { readonly trace: Trace | null },
): readonly WorkloadPlan[] | null {
  const others = options.workload.length > 0 || options.dataset !== undefined || options.promptTokens !== undefined
  if (trace === null || load === null || others) return null
  const requests = trace.arrivalsMs.map((_, at) => trace.request(at))
  const [first] = requests
  if (!first || (first.inputTokens === null && first.messages === null)) return null
  const [base] = resolveWorkloads('Q1') as [WorkloadPlan]
  const outputs = options.outputTokens === undefined ? 'trace' : 'workload'
  return [
    {
      ...base,
      name: 'trace',
      description: `recorded requests of a ${trace.format} trace`,
      source: 'trace',
      sourceOptions: TraceOptions.parse({ ...traceOptionsOf(options), outputs }),
      language: 'en',
      promptTokens: mean(requests.map(({ inputTokens }) => inputTokens)) ?? 256,
      outputTokens: mean(requests.map(({ outputTokens }) => outputTokens)) ?? 128,
      load,
    },
  ]
}

/** Of those that are known, as a whole number. */
function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0
    ? null
    : Math.max(1, Math.round(known.reduce((sum, value) => sum + value, 0) / known.length))
}
