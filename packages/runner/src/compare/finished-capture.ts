import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { flagsWhere } from '@sagellm-benchmark/protocol-types/records'
import type { CaptureFile } from '@sagellm-benchmark/protocol-types/comparison'
import { captureCell } from './capture-cell.js'
import { captureFileOf } from './capture-file.js'
import { countsOf, promptLengthBasisOf, UNFINISHED } from './capture-target.js'
import { createCellTallies } from './cell-tallies.js'
import { comparisonCells } from './comparison-cells.js'

/** Whether the cells of a capture are still in the records beside it: whoever measured it was killed. */
export function isUnfinished({ capture }: CaptureFile): boolean {
  return capture?.flags.includes(UNFINISHED) ?? false
}

/**
 * The capture that a killed program would have written, from its records. What only the program knew is not known: the server's
 * counters, the state of the client, the marks of the prompts.
 */
export async function finishedCapture(
  file: CaptureFile,
  records: AsyncIterable<RequestRecord> | Iterable<RequestRecord>,
): Promise<CaptureFile> {
  const { capture } = file
  const plan = capture?.plan
  if (!plan) return file
  const chunksProved = capture.learnt?.chunkProof != null
  const reduced = createCellTallies(comparisonCells(plan), { seed: plan.seed, chunksProved })
  for await (const record of records) if (record.target === capture.label) reduced.add(record)
  const tallies = reduced.all()
  const nothing = { promptDigests: new Map<string, string>(), serverCounters: null, client: null }
  return captureFileOf(
    {
      ...capture,
      promptLengthBasis: promptLengthBasisOf(tallies),
      client: null,
      flags: [...capture.flags, ...flagsWhere({ chunks_contradicted: reduced.chunksContradicted })],
      clientCounts: countsOf(tallies),
      notices: [
        ...capture.notices,
        `The capture of ${capture.label} was cut off; it holds the requests that had ended.`,
      ],
      cells: tallies.map((tally) => captureCell(tally, nothing)),
    },
    tallies,
  )
}
