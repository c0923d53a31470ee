import { type LoadPlan, WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import type { OriginalWorkload } from '@sagellm-benchmark/protocol-types/original'

/**
 * A workload in the form of the Python original as one of ours. Every field has its effect here, which there most had not; answers are
 * streamed whatever it says, because without a stream nothing is known of the first token.
 *
 * @example fromOriginalWorkload(originalWorkloadFile.parse(json, 'workloads.json')).load // { kind: 'batch', size: 1 }
 */
export function fromOriginalWorkload(workload: OriginalWorkload): WorkloadPlan {
  const { topP, repetitionPenalty, extraParams } = workload
  const penalty = repetitionPenalty === null || repetitionPenalty === 1 ? {} : { repetition_penalty: repetitionPenalty }
  return WorkloadPlan.parse({
    name: workload.name,
    description: `a text of its own, ${workload.workloadType}`,
    source: 'text',
    sourceOptions: { prompt: workload.prompt },
    promptTokens: workload.promptTokens,
    outputTokens: workload.maxTokens,
    requests: workload.numRequests,
    load: loadOf(workload),
    sampling: { temperature: workload.temperature ?? 0, topP: topP === 1 ? null : topP, topK: workload.topK },
    extraBody: { ...penalty, ...extraParams },
  } satisfies Record<keyof Omit<WorkloadPlan, Unset>, unknown>)
}

type Unset =
  | 'language'
  | 'sharedPrefixTokens'
  | 'tracedPrefixTokens'
  | 'sessions'
  | 'requestedPromptTokens'
  | 'requestedOutputTokens'
  | 'lengths'
  | 'mix'
  | 'mixOrder'
  | 'cancel'
  | 'promptText'

/** A level of concurrency keeps that many in flight; `concurrent` alone releases all of them at one instant. */
function loadOf({ concurrent, concurrency, numRequests }: OriginalWorkload): LoadPlan {
  if (concurrency !== null) return { kind: 'closed', concurrency, rampUpSeconds: 0 }
  return { kind: 'batch', size: concurrent ? numRequests : 1 }
}

/** Unmeasured requests before the workloads: its rounds of warm-up, each with as many requests as are in flight. */
export function warmupOfOriginal(workloads: readonly OriginalWorkload[]): number {
  return Math.max(0, ...workloads.map((each) => each.warmupRounds * (each.concurrency ?? 1)))
}
