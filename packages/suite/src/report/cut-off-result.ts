import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type CaptureFile,
  captureFile,
  comparisonFile,
  type TargetCapture,
} from '@sagellm-benchmark/protocol-types/comparison'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import type { MetricsFile } from '@sagellm-benchmark/protocol-types/artifacts'
import { readJournal } from '@sagellm-benchmark/runner'
import { captureMismatches, compareCaptures, isUnfinished } from '@sagellm-benchmark/runner/compare'
import { readCapture, wholeCapture } from '../compare/read-capture.js'
import { readJsonFile } from '../files/read-json-file.js'
import type { SuiteIo } from '../io.js'
import { cutOffRun } from './cut-off-run.js'
import { resultFiles } from './find-result-file.js'

/** What a command that was killed would have come to, as its file would hold it. */
export type CutOffResult = {
  readonly path: string
  readonly content: unknown
  /** Of a run: what its other files would hold. */
  readonly workloads?: readonly MetricsFile[]
}

/**
 * The capture of one target whose program was killed, with the cells that the records beside it give.
 *
 * @param file - as it was read.
 * @returns `null` for every other file.
 * @throws BenchError `corrupt_data` for records that cannot be read.
 */
export async function cutOffFile({ path, content }: CutOffResult): Promise<CutOffResult | null> {
  const capture = unfinishedIn(content, path)
  return capture && { path, content: captureFile.serialize(await wholeCapture(capture, path)) }
}

/**
 * The result of a run or a comparison whose program was killed, made from what it left: the plan of the run or a capture of each target without
 * cells, and the records of every request that had ended.
 *
 * @param path - the folder.
 * @returns `null` for every other folder.
 * @throws BenchError `corrupt_data` for records that cannot be read, captures that do not belong together, or one that is missing.
 */
export async function cutOffFolder(path: string, io: Pick<SuiteIo, 'loadKinds'> = {}): Promise<CutOffResult | null> {
  const run = await cutOffRun(path, io)
  if (run) return run
  const names = await readdir(path)
  if (!names.includes('records.jsonl') || names.some((name) => ofAnother.has(name))) return null
  const captures: { readonly file: string; readonly capture: TargetCapture }[] = []
  for (const name of names.filter((each) => each.endsWith('.json'))) {
    const file = join(path, name)
    const capture = await unfinishedCapture(file)
    if (capture) captures.push({ file, capture })
  }
  captures.sort((a, b) => (a.capture.position ?? 0) - (b.capture.position ?? 0))
  const [only, ...others] = captures.map(({ file }) => file)
  if (only === undefined) return null
  await refuseLostTargets(
    path,
    captures.map(({ capture }) => capture.label),
  )
  if (others.length === 0) return { path: only, content: captureFile.serialize(await readCapture(only)) }
  return { path: join(path, 'records.jsonl'), content: await comparisonOf(path, [only, ...others]) }
}

/** A folder with one of these has a result, or belongs to a run. */
const ofAnother = new Set([...resultFiles, 'config.json'])

async function unfinishedCapture(path: string): Promise<TargetCapture | null> {
  const content = await readJsonFile(path).catch(() => null)
  return unfinishedIn(content, path)?.capture ?? null
}

function unfinishedIn(content: unknown, path: string): CaptureFile | null {
  try {
    const file = captureFile.parse(content, path)
    return isUnfinished(file) ? file : null
  } catch {
    return null
  }
}

async function comparisonOf(folder: string, paths: readonly string[]): Promise<unknown> {
  const files: CaptureFile[] = []
  for (const path of paths) files.push(await readCapture(path))
  const captures = files.flatMap(({ capture }) => capture ?? [])
  const mismatches = [...sameLabels(captures), ...captureMismatches(captures)]
  if (mismatches.length > 0)
    throw new BenchError(
      'corrupt_data',
      `the captures in ${folder} are not of one comparison: ${mismatches.join('; ')}`,
      {
        hint: 'compare files of your choice with sagellm-benchmark compare-offline',
      },
    )
  const rows = new Map(files.map((file) => [file.label ?? '', file.rows]))
  const compared = compareCaptures(captures, { paired: true, rows })
  const notice = 'The comparison was cut off: it is judged by the rounds that had ended.'
  return comparisonFile.serialize({
    ...compared,
    flags: [...compared.flags, 'interrupted'],
    notices: [notice, ...compared.notices],
  })
}

function sameLabels(captures: readonly TargetCapture[]): string[] {
  const labels = captures.map(({ label }) => label)
  return labels.filter((label, at) => labels.indexOf(label) < at).map((label) => `two are called ${label}`)
}

/** Requests of a target without a capture: the comparison is not what it was. */
async function refuseLostTargets(folder: string, labels: readonly string[]): Promise<void> {
  const journal = join(folder, 'records.jsonl')
  for await (const { target } of readJournal(journal))
    if (!labels.includes(target))
      throw new BenchError('corrupt_data', `${journal} has requests of ${target}, and no capture of it can be read`, {
        hint: `give the capture of one target: ${labels.map((label) => `that of ${label}`).join(', ')}`,
      })
}
