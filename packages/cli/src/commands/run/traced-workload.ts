import { invalidArgument, type LoadPlan, type WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import { resolveWorkloads } from '@sagellm-benchmark/workloads'
import { promptsInTrace, type Trace, TraceOptions } from '@sagellm-benchmark/workloads/traces'
import { traceOptionsOf } from '../../options/read-trace-of.js'
import type { RunOptions } from './run-options.js'

/**
 * The workload of a trace that says what its requests are. `null` where it only has times, or where the flags name other prompts:
 * then its arrivals alone are replayed.
 *
 * @throws BenchError `invalid_argument` for a trace in which some requests say what they are and others do not.
 */
export function tracedWorkload(
  options: RunOptions,
  load: LoadPlan | null,
  { trace }: { readonly trace: Trace | null },
): readonly WorkloadPlan[] | null {
  const others = options.workload.length > 0 || options.dataset !== undefined || options.promptTokens !== undefined
  if (trace === null || load === null || others) return null
  const { texts, lengths, firstWithout } = promptsInTrace(trace)
  if (texts + lengths === 0) return null
  if (firstWithout !== null)
    throw invalidArgument(
      '--trace',
      options.trace,
      `its request ${firstWithout + 1} in order of arrival says neither its prompt nor how long it is, as others do: leave that row out, or give other prompts (--workload, or --isl and --osl)`,
    )
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
      promptTokens: meanOf(trace, 'inputTokens') ?? 256,
      outputTokens: meanOf(trace, 'outputTokens') ?? 128,
      load,
    },
  ]
}

/** Of the lengths that are known, as a whole number. One at a time: a trace may have a million requests. */
function meanOf(trace: Trace, length: 'inputTokens' | 'outputTokens'): number | null {
  let sum = 0
  let known = 0
  for (let at = 0; at < trace.arrivalsMs.length; at += 1) {
    const tokens = trace.request(at)[length]
    if (tokens === null) continue
    sum += tokens
    known += 1
  }
  return known === 0 ? null : Math.max(1, Math.round(sum / known))
}
