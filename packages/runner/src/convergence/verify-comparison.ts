import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type CaptureFile, captureFile, comparisonFile } from '@sagellm-benchmark/protocol-types/comparison'
import { type CellTallies, createCellTallies } from '../compare/cell-tallies.js'
import { comparisonCells } from '../compare/comparison-cells.js'
import { readJournal } from '../journal/read-journal.js'
import { type Difference, differences } from './differences.js'
import { createFolderReader, type UnreadableFile } from './folder-reader.js'
import { recomputeCapture, recomputeComparison } from './recompute-comparison.js'

/** What a folder of `compare` came to, worked out again. */
export type VerifiedComparison = {
  readonly unreadable: readonly UnreadableFile[]
  readonly mismatches: readonly (Difference & { readonly file: string })[]
  readonly compared: number
}

type Held = { readonly name: string; readonly json: unknown; readonly value: CaptureFile; readonly cells: CellTallies }

/** Works out the capture of each target from the records, and the comparison from the captures. What was observed is taken as it stands. */
export async function verifyComparison(folder: string): Promise<VerifiedComparison> {
  const reader = createFolderReader(folder)
  const mismatches: (Difference & { file: string })[] = []
  let compared = 0
  const hold = (file: string, stored: unknown, recomputed: unknown) => {
    const result = differences(stored, recomputed)
    compared += result.compared
    mismatches.push(...result.found.map((each) => ({ file, ...each })))
  }
  const comparison = await reader.artifact('comparison.json', comparisonFile)
  const held: Held[] = []
  for (const name of (await readdir(folder)).filter((each) => each.endsWith('.json')).sort()) {
    if (!isCapture(await reader.text(name))) continue
    const file = await reader.artifact(name, captureFile)
    const plan = file?.value.capture?.plan
    if (!file || !plan) continue
    const chunksProved = file.value.capture?.learnt?.chunkProof != null
    held.push({ name, ...file, cells: createCellTallies(comparisonCells(plan), { seed: plan.seed, chunksProved }) })
  }
  const byLabel = new Map(held.map((each) => [each.value.label, each]))
  for await (const record of readJournal(join(folder, 'records.jsonl'))) byLabel.get(record.target)?.cells.add(record)
  const captures = held.map(({ name, json, value, cells }) => {
    const again = recomputeCapture({ stored: value, tallies: cells.all(), snapshots: null })
    hold(name, json, captureFile.serialize(again))
    return again
  })
  if (comparison) {
    const inOrder = comparison.value.targets.flatMap(({ label }) => captures.filter((each) => each.label === label))
    hold('comparison.json', comparison.json, comparisonFile.serialize(recomputeComparison(comparison.value, inOrder)))
  }
  return { unreadable: reader.unreadable, mismatches, compared }
}

/** Other files of the folder are none of its business, whatever they hold. */
function isCapture(text: string | null): boolean {
  try {
    const json: unknown = JSON.parse(text ?? 'null')
    return typeof json === 'object' && json !== null && 'capture' in json && json.capture !== null
  } catch {
    return false
  }
}
