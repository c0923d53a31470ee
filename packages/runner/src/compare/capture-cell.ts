import { createHash } from 'node:crypto'
import type { cacheCountersOf } from '@sagellm-benchmark/metrics/verdicts'
import type { PlannedRequest } from '@sagellm-benchmark/protocol-types'
import type { EndpointApi } from '@sagellm-benchmark/protocol-types/engine'
import type { CapturedCell, RoundsOverhead } from '@sagellm-benchmark/protocol-types/comparison'
import type { CellTally } from './cell-tally.js'

export type CaptureCellOptions = {
  /** The client over the rounds of this cell; `null` where it is not known. */
  readonly client: RoundsOverhead | null
  /** Digests of the prompts of unmeasured requests, by request id. */
  readonly promptDigests: ReadonlyMap<string, string>
  readonly serverCounters: ReturnType<typeof cacheCountersOf>
  /** Of the target; `null` where it is not known. */
  readonly api: EndpointApi | null
}

/** What one target did in one cell, as its file keeps it. */
export function captureCell(
  tally: CellTally,
  { promptDigests, serverCounters, api, client }: CaptureCellOptions,
): CapturedCell {
  const { scenario, batchSize, load, workload } = tally.cell
  const {
    rounds,
    blocks,
    roundsPerBlock,
    requests,
    failed,
    tbt = null,
    reached = null,
    loadNotKept = [],
  } = tally.rounds()
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
    promptTokens: tally.meanPromptTokens(),
    reached,
    loadNotKept: [...loadNotKept],
    tbt,
    client,
    // A plain text has no template that its cache may keep.
    cache: tally.cache({ serverCounters, ...(api === null || api === 'chat' ? {} : { templateTokens: 0 }) }),
    samples: tally.samples.map(({ requestId, ...sample }) => ({
      requestId,
      promptDigest: promptDigests.get(requestId) ?? UNKNOWN_DIGEST,
      ...sample,
    })),
    recordFlags: { ...tally.recordFlags },
  }
}

/** The mark of a prompt that is not known any more: it is compared with no other. */
export const UNKNOWN_DIGEST = ''

/** A short digest of a prompt: two captures with the same digest sent the same prompt. */
export function promptDigest({ request }: PlannedRequest): string {
  return createHash('sha256').update(JSON.stringify(request.input)).digest('hex').slice(0, 16)
}
