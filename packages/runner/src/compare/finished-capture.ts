import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { flagsWhere } from '@sagellm-benchmark/protocol-types/records'
import type { CaptureFile, RoundsOverhead } from '@sagellm-benchmark/protocol-types/comparison'
import { captureCell } from './capture-cell.js'
import { captureFileOf } from './capture-file.js'
import { countsOf, promptLengthBasisOf, UNFINISHED } from './capture-target.js'
import { createCellTallies } from './cell-tallies.js'
import type { CellTally } from './cell-tally.js'
import { comparisonCells } from './comparison-cells.js'
import { wholeRounds } from './whole-rounds.js'

/** Whether the cells of a capture are still in the records beside it: whoever measured it was killed. */
export function isUnfinished({ capture }: CaptureFile): boolean {
  return capture?.flags.includes(UNFINISHED) ?? false
}

/**
 * The capture that a killed program would have written, from its records. What was only in the memory of the program is lost: the
 * server's counters, the digests of the prompts, and of the state of the client all but the stalls that its requests are flagged with.
 */
export async function finishedCapture(
  file: CaptureFile,
  records: AsyncIterable<RequestRecord> | Iterable<RequestRecord>,
): Promise<CaptureFile> {
  const { capture } = file
  const plan = capture?.plan
  if (!plan) return file
  const chunksProved = capture.learnt?.chunkProof != null
  const cells = comparisonCells(plan)
  const reduced = createCellTallies(cells, { seed: plan.seed, chunksProved })
  for await (const record of wholeRounds(cells, ofTarget(capture.label, records))) reduced.add(record)
  const tallies = reduced.all()
  const nothing = { promptDigests: new Map<string, string>(), serverCounters: null, api: capture.api }
  return captureFileOf(
    {
      ...capture,
      promptLengthBasis: promptLengthBasisOf(tallies),
      client: null,
      flags: [...capture.flags, ...flagsWhere({ chunks_contradicted: reduced.chunksContradicted })],
      clientCounts: countsOf(tallies),
      notices: [
        ...capture.notices,
        `The capture of ${capture.label} was cut off; it holds the rounds that had ended. Of the client's own limits only its stalls are known.`,
      ],
      cells: tallies.map((tally) => captureCell(tally, { ...nothing, client: stallsOf(tally) })),
    },
    tallies,
  )
}

async function* ofTarget(
  label: string,
  records: AsyncIterable<RequestRecord> | Iterable<RequestRecord>,
): AsyncGenerator<RequestRecord> {
  for await (const record of records) if (record.target === label) yield record
}

/** The client by the flags of its requests. */
function stallsOf(tally: CellTally): RoundsOverhead {
  const { size } = tally.stalledRounds
  return {
    rounds: tally.rounds().rounds.length,
    saturatedRounds: size,
    reasons: size === 0 ? [] : ['it stood still while requests were in flight'],
    stampErrorMs: null,
  }
}
