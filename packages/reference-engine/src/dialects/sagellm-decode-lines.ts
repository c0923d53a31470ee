import type { DecodeStepRecord } from '@sagellm-benchmark/protocol-types/engine'

/**
 * The log lines of a decode step: one set whenever the batch changes, each line only for a path that this very step took.
 * The words are those that convergence profiles search for; the sentences around them are this project's own.
 *
 * - two or more requests in the step: `SharedStreamBatchStart`, `shared_batched_stream_worker`, `cross_request_batching`;
 * - attention called native or paged: `paged_attention`, `paged:implementation`; its fallback: `torch-fallback` alone;
 * - a step that was given block tables: `has_block_tables`, `slot_mapping`, `context_lens`.
 */
export function sagellmDecodeLines(step: DecodeStepRecord, previous: DecodeStepRecord | null): readonly string[] {
  if (previous && sameBatch(step, previous)) return []
  const { implementation, activeSequences, requestIds, stepIndex } = step
  const batch = `step=${stepIndex} sequences=${activeSequences}`
  const lines: string[] = []
  if (requestIds.length > 1) {
    lines.push(
      `SharedStreamBatchStart shared_batched_stream_worker ${batch} cross_request_batching=${requestIds.length}`,
    )
  }
  if (/fallback/.test(implementation)) lines.push(`decode attention implementation=${implementation} ${batch}`)
  else if (/native|paged/.test(implementation)) {
    lines.push(`decode paged_attention paged:implementation=${implementation} ${batch}`)
  } else lines.push(`decode attention implementation=${implementation} ${batch}`)
  if (step.blockTables) lines.push(`decode inputs has_block_tables=True slot_mapping context_lens ${batch}`)
  return lines
}

function sameBatch(a: DecodeStepRecord, b: DecodeStepRecord): boolean {
  return (
    a.implementation === b.implementation &&
    a.blockTables === b.blockTables &&
    a.activeSequences === b.activeSequences &&
    a.requestIds.length === b.requestIds.length &&
    a.requestIds.every((id, at) => id === b.requestIds[at])
  )
}
