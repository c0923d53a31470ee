import type { CapturedCell, ComparedCell } from '@sagellm-benchmark/protocol-types/comparison'
import { loadKindOf } from '@sagellm-benchmark/protocol-types/loads'
import type { ComparisonCell } from './comparison-cells.js'

/** What was asked for in a cell beside what the target came to. `planned` is missing where no plan is known. */
export function comparedCell(
  target: string,
  { cell, planned }: { readonly cell: CapturedCell; readonly planned: ComparisonCell | undefined },
): ComparedCell {
  const { scenario, batchSize, load, requests, failed, reached, promptTokens, loadNotKept, client } = cell
  const asked = planned?.workload.load
  return {
    target,
    scenario,
    batchSize,
    load,
    requests,
    failed,
    askedConcurrency: planned?.inFlight ?? null,
    askedRateRps: asked ? loadKindOf(asked).rateRps(asked) : null,
    reached,
    askedPromptTokens: planned?.workload.promptTokens ?? null,
    promptTokens,
    askedOutputTokens: cell.requestedOutputTokens,
    outputTokens: cell.outputTokens?.mean ?? null,
    loadNotKept: [...loadNotKept],
    client,
  }
}
