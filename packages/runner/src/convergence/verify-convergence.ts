import { join } from 'node:path'
import { telemetryBetween } from '@sagellm-benchmark/probes/telemetry'
import { BenchError, toWire } from '@sagellm-benchmark/protocol-types'
import { captureFile, comparisonFile } from '@sagellm-benchmark/protocol-types/comparison'
import { type ValidationTarget, validationSummaryFile } from '@sagellm-benchmark/protocol-types/validation'
import { ServerTelemetry } from '@sagellm-benchmark/protocol-types/telemetry'
import { readJournal } from '../journal/read-journal.js'
import { buildValidation, type ValidatedTarget } from './build-validation.js'
import { type ChangedFile, checkChecksums } from '../output/checksums.js'
import { type CellTallies, createCellTallies } from '../compare/cell-tallies.js'
import { comparisonCells } from '../compare/comparison-cells.js'
import { type ClientTally, createClientTally } from './client-tally.js'
import { type Difference, differences } from './differences.js'
import { createFolderReader, type FolderReader, type UnreadableFile } from './folder-reader.js'
import { type RawTarget, readRawTarget } from './read-raw-target.js'
import { recomputeCapture, recomputeComparison } from './recompute-comparison.js'

export type VerifyOptions = {
  /** How `VALIDATION.md` is made from the summary; without it that file is only held against its checksum. */
  readonly renderValidation?: (summaryJson: unknown) => Promise<string>
}

/** What a check of a folder found. */
export type Verification = {
  /** Whether nothing at all was found. */
  readonly holds: boolean
  /** `null`: the folder has no manifest. */
  readonly changed: readonly ChangedFile[] | null
  readonly unreadable: readonly UnreadableFile[]
  readonly mismatches: readonly (Difference & { readonly file: string })[]
  /** Values that were worked out again and held against their files. */
  readonly compared: number
  /** Records were written before decode steps were kept: a time between tokens follows another rule than then, and differs. */
  readonly olderRecords: boolean
}

/**
 * Works out every figure and verdict of a convergence folder again, from the records, the log probes and the snapshots in
 * it, and reports each value that its files state otherwise, and each file that is not the one the manifest names.
 *
 * @throws BenchError `not_found` for a folder without a readable `validation_summary.json`.
 * @example (await verifyConvergence('benchmark_results/convergence_20260101_000000')).holds
 */
export async function verifyConvergence(folder: string, options: VerifyOptions = {}): Promise<Verification> {
  const reader = createFolderReader(folder)
  const summary = await reader.artifact('validation_summary.json', validationSummaryFile)
  if (!summary) {
    const problem = reader.unreadable[0]?.problem
    throw new BenchError('not_found', `${folder} holds no convergence result: ${problem}`, {
      hint: 'give the output folder of a convergence run',
    })
  }
  const mismatches: (Difference & { file: string })[] = []
  let compared = 0
  const hold = (file: string, stored: unknown, recomputed: unknown) => {
    const result = differences(stored, recomputed)
    compared += result.compared
    mismatches.push(...result.found.map((each) => ({ file, ...each })))
  }

  const comparison = await reader.artifact('comparison.json', comparisonFile)
  const found = new Map<ValidationTarget, Found>()
  for (const target of summary.value.targets) found.set(target, foundOf(await readRawTarget(target, reader)))
  const { recordsRead, olderRecords } = await tallyRecords(folder, { reader, found })
  const captures = []
  const targets: ValidatedTarget[] = []
  for (const [target, own] of found) {
    const { raw } = own
    if (raw.capture && recordsRead) {
      const tallies = own.cells.all()
      const again = recomputeCapture({ stored: raw.capture.value, tallies, snapshots: raw.snapshots })
      hold(target.artifacts.targetJson ?? '', raw.capture.json, captureFile.serialize(again))
      captures.push(again)
    }
    if (raw.snapshots && raw.telemetry && !raw.telemetry.gaps.some(({ code }) => code === 'counter_reset')) {
      const { gauges } = raw.telemetry
      const again = { ...raw.telemetry, ...telemetryBetween(raw.snapshots.before, raw.snapshots.after), gauges }
      const [stored, recomputed] = [raw.telemetry, again].map((each) => toWire(ServerTelemetry, each))
      hold(target.artifacts.serverTelemetryJson ?? '', stored, recomputed)
    }
    for (const { name, text } of raw.copies) hold(name, await reader.text(name), text)
    targets.push(validatedTarget(target, own))
  }
  if (comparison && recordsRead && captures.length === summary.value.targets.length) {
    const again = recomputeComparison(comparison.value, captures)
    hold('comparison.json', comparison.json, comparisonFile.serialize(again))
    hold('validation_summary.json', summary.json, validationSummaryFile.serialize(buildValidation(again, targets)))
  }
  if (options.renderValidation) {
    const [stored, again] = [await reader.text('VALIDATION.md'), await options.renderValidation(summary.json)]
    hold('VALIDATION.md', stored?.split('\n'), again.split('\n'))
  }
  const changed = await checkChecksums(folder)
  const { unreadable } = reader
  // An earlier version did not say of an interval what its promise rests on.
  const counted = olderRecords ? mismatches.filter(({ field }) => !field.endsWith('.notes')) : mismatches
  const holds = changed?.length === 0 && unreadable.length === 0 && counted.length === 0
  return { holds, changed, unreadable, mismatches: counted, compared, olderRecords }
}

/** What the folder holds of one target: its files, and its records reduced. */
type Found = {
  readonly raw: RawTarget
  readonly client: ClientTally
  readonly cells: CellTallies
}

function foundOf(raw: RawTarget): Found {
  const { plan = null, learnt = null } = raw.capture?.value.capture ?? {}
  const cells = createCellTallies(plan ? comparisonCells(plan) : [], {
    seed: plan?.seed ?? 0,
    chunksProved: learnt?.chunkProof != null,
  })
  return { raw, client: createClientTally(), cells }
}

function validatedTarget(target: ValidationTarget, { raw, client }: Found): ValidatedTarget {
  return {
    label: target.label,
    evidence: raw.evidence,
    logProbe: raw.logProbe,
    serverChecks: raw.telemetry && client.against(raw.telemetry),
    artifacts: raw.telemetry ? raw.artifacts : target.artifacts,
  }
}

type TallyOptions = { readonly reader: FolderReader; readonly found: ReadonlyMap<ValidationTarget, Found> }

type Tallied = { readonly recordsRead: boolean; readonly olderRecords: boolean }

/** Reads the journal once, for all targets. */
async function tallyRecords(folder: string, { reader, found }: TallyOptions): Promise<Tallied> {
  const byLabel = new Map([...found].map(([{ label }, own]) => [label, own]))
  let olderRecords = false
  try {
    for await (const record of readJournal(join(folder, 'records.jsonl'))) {
      const own = byLabel.get(record.target)
      own?.client.add(record)
      own?.cells.add(record)
      olderRecords ||= record.errorClass === null && record.tokenAt.length > 1 && record.tbtBasis === null
    }
    return { recordsRead: true, olderRecords }
  } catch (error) {
    reader.fail('records.jsonl', (error as Error).message)
    return { recordsRead: false, olderRecords }
  }
}
