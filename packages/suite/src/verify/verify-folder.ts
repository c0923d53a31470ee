import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import {
  type ChangedFile,
  checkChecksums,
  type Difference,
  differences,
  type Verification,
  verifyComparison,
  verifyConvergence,
} from '@sagellm-benchmark/runner/convergence'
import { checkResultChecksums, resultManifest } from '@sagellm-benchmark/runner/output'
import { validationReport } from '../convergence/write-convergence.js'
import type { SuiteIo } from '../io.js'
import { version } from '../version.js'
import { recomputeRun } from './recompute-run.js'

export type FolderVerification = Verification & {
  /** `null`: the figures of such a folder are not worked out again, and only its manifest was checked. */
  readonly command: 'run' | 'compare' | 'convergence' | null
  /** Fields that this version writes and that a file of another version lacks: whether they were ever there cannot be told. */
  readonly lacking: readonly { readonly file: string; readonly madeBy: string; readonly fields: readonly string[] }[]
}

/**
 * Works the figures of a folder out again from its records, and checks it against its manifest of SHA-256. Files that were put beside those of
 * the measurement later, such as a report, are not in the manifest of a run or a comparison and are not held against it.
 *
 * @throws BenchError `not_found` for a folder that no command of this program wrote, `corrupt_data` for a file that cannot be read.
 * @example (await verifyFolder('./benchmark_results')).holds
 */
export async function verifyFolder(
  given: string,
  io: Pick<SuiteIo, 'cwd' | 'loadKinds'> = {},
): Promise<FolderVerification> {
  const folder = resolve(io.cwd ?? process.cwd(), given)
  const names = new Set(await readdir(folder).catch(() => []))
  if (names.has('validation_summary.json'))
    return {
      command: 'convergence',
      lacking: [],
      ...(await verifyConvergence(folder, { renderValidation: validationReport })),
    }
  const hasRecords = names.has('records.jsonl')
  const ofRun = hasRecords && names.has('config.json') && names.has('benchmark_summary.json')
  const ofCompare = hasRecords && !ofRun && !names.has('config.json')
  const changed = await changedIn(folder, names)
  if (!ofRun && !ofCompare && changed === null)
    throw new BenchError('not_found', `${folder} holds no result with records or a manifest`, {
      hint: 'give the folder that run, compare, convergence or perf wrote',
    })
  const found = ofRun
    ? await heldRun(folder, io)
    : { ...(ofCompare ? await verifyComparison(folder) : nothing), lacking: [] }
  const { unreadable, mismatches, compared, lacking } = found
  const holds = changed?.length === 0 && unreadable.length === 0 && mismatches.length === 0
  const command = ofRun ? 'run' : ofCompare ? 'compare' : null
  return { command, holds, changed, unreadable, mismatches, compared, olderRecords: false, lacking }
}

/** By the manifest of the folder, and by those of results in it that are files of their own, with the records that these name. */
async function changedIn(folder: string, names: ReadonlySet<string>): Promise<ChangedFile[] | null> {
  const own = (await checkChecksums(folder))?.filter(isHeldAgainst) ?? null
  const manifests = [...names].filter((name) => name.endsWith(resultManifest)).sort()
  if (manifests.length === 0) return own
  const changed = [...(own ?? [])]
  for (const manifest of manifests) {
    changed.push(...(await checkResultChecksums(join(folder, manifest))))
    const records = `${manifest.slice(0, -resultManifest.length)}_records`
    if (!names.has(records)) continue
    const below = (await checkChecksums(join(folder, records))) ?? []
    changed.push(...below.map((each) => ({ ...each, file: `${records}/${each.file}` })))
  }
  return changed
}

/** Files that a measurement always writes, so that its manifest lists them. */
const evidence = new RegExp(
  `^(${[
    'records\\.jsonl|config\\.json|environment\\.json|benchmark_summary\\.json|comparison\\.json|[^/]*_metrics\\.json',
    '(sweep|sweep_plan|capacity|capacity_plan|readiness|history|perf_plan)\\.json|(points|visits)\\.jsonl',
  ].join('|')})$`,
)

/** Whether a difference from the manifest counts: a file that is not in it may have been put beside the others, unless it is evidence. */
function isHeldAgainst({ file, problem }: ChangedFile): boolean {
  return problem !== 'not_in_manifest' || evidence.test(file)
}

type Found = Pick<Verification, 'unreadable' | 'mismatches' | 'compared'>

const nothing: Found = { unreadable: [], mismatches: [], compared: 0 }

type FoundOfRun = Found & Pick<FolderVerification, 'lacking'>

async function heldRun(folder: string, io: Pick<SuiteIo, 'loadKinds'>): Promise<FoundOfRun> {
  const held = (await recomputeRun(folder, io)).map(({ file, stored, recomputed, madeBy }) => {
    const whole = madeBy === version
    const { found, compared } = differences(stored, recomputed, { whole })
    // A file of an earlier version lacks the fields that were added since. One of this version has every field.
    const isLacking = (each: Difference) => !whole && each.stored === undefined
    const fields = found.filter(isLacking).map(({ field }) => field)
    return {
      compared: compared - fields.length,
      mismatches: found.filter((each) => !isLacking(each)).map((each) => ({ file, ...each })),
      lacking: fields.length === 0 ? [] : [{ file, madeBy: madeBy ?? 'an unknown version', fields }],
    }
  })
  return {
    unreadable: [],
    mismatches: held.flatMap(({ mismatches }) => mismatches),
    compared: held.reduce((sum, { compared }) => sum + compared, 0),
    lacking: held.flatMap(({ lacking }) => lacking),
  }
}
