import type { WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import type { PromptText } from '@sagellm-benchmark/protocol-types/shapes'
import { promptSourceOf } from '../sources/prompt-sources.js'
import { isOfSessions, type PlanResources } from './plan-resources.js'
import { requestMix } from './request-mix.js'

/**
 * What kinds of text a workload sends, each once: of its source, or of the sources of a mix.
 *
 * @throws BenchError `invalid_argument` for an unknown source or options it does not take.
 */
export function promptTextOf(workload: WorkloadPlan, { sources }: Pick<PlanResources, 'sources'> = {}): PromptText[] {
  // Turns of sessions are made of the project's own text, or recorded; their source says which, in the plan.
  if (isOfSessions(workload)) return []
  const kinds = requestMix(workload).parts.map(({ workload: { source, sourceOptions } }) => {
    const known = promptSourceOf(source, sources)
    if (known.text !== undefined) return known.text
    const brought = known.files(sourceOptions).length + (known.traces?.(sourceOptions).length ?? 0)
    return brought > 0 ? 'recorded' : 'composed'
  })
  return [...new Set(kinds)].sort()
}
