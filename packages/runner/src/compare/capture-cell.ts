import { createHash } from 'node:crypto'
import { capturedRounds } from '@sagellm-benchmark/metrics/comparison'
import { cacheVerdict } from '@sagellm-benchmark/metrics/verdicts'
import type { PlannedRequest, RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { CapturedCell } from '@sagellm-benchmark/protocol-types/comparison'
import type { ComparisonCell } from './comparison-cells.js'

export type CaptureCellOptions = {
  /** Digests of the prompts of unmeasured requests, by request id. */
  readonly promptDigests: ReadonlyMap<string, string>
  readonly serverCounters: { readonly hitTokens: number; readonly queryTokens: number } | null
}

/** What one target did in one cell, reduced to what a comparison needs. */
export function captureCell(
  cell: ComparisonCell,
  records: readonly RequestRecord[],
  { promptDigests, serverCounters }: CaptureCellOptions,
): CapturedCell {
  const measured = records.filter(({ phase, errorClass }) => phase === 'measured' && errorClass !== 'cancelled_by_run')
  const good = measured.filter(({ errorClass }) => errorClass === null)
  const { rounds, blocks, roundsPerBlock, requests, failed } = capturedRounds(measured)
  return {
    scenario: cell.scenario,
    batchSize: cell.batchSize,
    streamed: cell.workload.sampling.stream,
    rounds: [...rounds],
    blocks: [...blocks],
    roundsPerBlock,
    requests,
    failed,
    errorClasses: countBy(measured.flatMap(({ errorClass }) => errorClass ?? [])),
    finishReasons: countBy(good.map(({ finishReason }) => finishReason ?? 'none')),
    outputTokens: spread(good.flatMap(({ outputTokens }) => outputTokens ?? [])),
    requestedOutputTokens: cell.workload.outputTokens,
    cache: cacheVerdict(measured, { sharedPrefixTokens: cell.workload.sharedPrefixTokens, serverCounters }),
    samples: records.flatMap((record) => (record.phase === 'warmup' ? [sampleOf(record, promptDigests)] : [])),
    recordFlags: countBy(measured.flatMap(({ flags }) => flags)),
  }
}

/** A short mark of a prompt, by which two captures can tell that they sent the same. */
export function promptDigest({ request }: PlannedRequest): string {
  return createHash('sha256').update(JSON.stringify(request.input)).digest('hex').slice(0, 16)
}

function sampleOf(record: RequestRecord, promptDigests: ReadonlyMap<string, string>): CapturedCell['samples'][number] {
  const { requestId, promptTokens, outputTokens, finishReason, outputText, errorClass } = record
  const digest = promptDigests.get(requestId) ?? ''
  return { requestId, promptDigest: digest, promptTokens, outputTokens, finishReason, answer: outputText, errorClass }
}

function countBy(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1
  return counts
}

function spread(values: readonly number[]): CapturedCell['outputTokens'] {
  if (values.length === 0) return null
  const sum = values.reduce((total, value) => total + value, 0)
  const [min, max] = values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [
    Number.POSITIVE_INFINITY,
    0,
  ] as [number, number])
  return { min, max, mean: sum / values.length }
}
