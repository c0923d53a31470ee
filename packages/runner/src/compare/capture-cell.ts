import { createHash } from 'node:crypto'
import type { PlannedRequest } from '@sagellm-benchmark/protocol-types'
import type { CapturedCell } from '@sagellm-benchmark/protocol-types/comparison'
import type { CellTally } from './cell-tally.js'

export type CaptureCellOptions = {
  /** Digests of the prompts of unmeasured requests, by request id. */
  readonly promptDigests: ReadonlyMap<string, string>
  readonly serverCounters: { readonly hitTokens: number; readonly queryTokens: number } | null
}

/** What one target did in one cell, as its file keeps it. */
export function captureCell(tally: CellTally, { promptDigests, serverCounters }: CaptureCellOptions): CapturedCell {
  const { scenario, batchSize, load, workload } = tally.cell
  const { rounds, blocks, roundsPerBlock, requests, failed } = tally.rounds()
  return {
    scenario,
    batchSize,
    load,
    streamed: workload.sampling.stream,
    rounds: [...rounds],
    blocks: [...blocks],
    roundsPerBlock,
    requests,
    failed,
    errorClasses: { ...tally.errorClasses },
    failureExamples: failed > 0 ? { ...tally.metrics().failureExamples } : {},
    finishReasons: { ...tally.finishReasons },
    outputTokens: tally.outputTokens(),
    requestedOutputTokens: workload.outputTokens,
    cache: tally.cache({ serverCounters }),
    samples: tally.samples.map(({ requestId, ...sample }) => ({
      requestId,
      promptDigest: promptDigests.get(requestId) ?? UNKNOWN_DIGEST,
      ...sample,
    })),
    recordFlags: { ...tally.recordFlags },
  }
}

/** Of a prompt that is not known any more: it is held against no other. */
export const UNKNOWN_DIGEST = ''

/** A short mark of a prompt, by which two captures can tell that they sent the same. */
export function promptDigest({ request }: PlannedRequest): string {
  return createHash('sha256').update(JSON.stringify(request.input)).digest('hex').slice(0, 16)
}
