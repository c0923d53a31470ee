import { readdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import {
  checksumFile,
  type Verification,
  verifyComparison,
  verifyConvergence,
} from '@sagellm-benchmark/runner/convergence'
import { validationReport } from '../convergence/write-convergence.js'
import type { SuiteIo } from '../io.js'
import { changedFiles } from './changed-files.js'
import { type HeldFiles, heldFiles } from './held-files.js'
import { recomputeRun } from './recompute-run.js'
import { verifyPoints } from './verify-points.js'

export type FolderVerification = Verification &
  Pick<HeldFiles, 'lacking'> & {
    /** `null`: the figures of such a folder are not worked out again, and only its manifest was checked. */
    readonly command: 'run' | 'compare' | 'convergence' | 'sweep' | 'capacity' | null
  }

/**
 * Works the figures of a folder out again from its records, those of a sweep or a search from the records of each point, and checks it against
 * its manifest of SHA-256. Files that were put beside those of the measurement later, such as a report, are not in the manifest of a run or a
 * comparison and are not held against it.
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
  const command = commandOf(names)
  const own = await changedFiles(folder, names)
  if (command === null && own === null)
    throw new BenchError('not_found', `${folder} holds no result with records or a manifest`, {
      hint: 'give the folder that run, compare, convergence, sweep, capacity or perf wrote',
    })
  const { changed: below = [], ...found } = await heldOf(folder, command, io)
  const changed = own === null && below.length === 0 ? null : [...(own ?? [noManifest]), ...below]
  const { unreadable, mismatches } = found
  const holds = changed?.length === 0 && unreadable.length === 0 && mismatches.length === 0
  return { command, holds, ...found, changed, olderRecords: false }
}

const noManifest = { file: checksumFile, problem: 'missing' } as const

function commandOf(names: ReadonlySet<string>): 'run' | 'compare' | 'sweep' | 'capacity' | null {
  if (names.has('records.jsonl')) {
    if (!names.has('config.json')) return 'compare'
    return names.has('benchmark_summary.json') ? 'run' : null
  }
  if (names.has('sweep.json')) return 'sweep'
  return names.has('capacity.json') ? 'capacity' : null
}

type Found = HeldFiles & Pick<Verification, 'unreadable'> & { readonly changed?: NonNullable<Verification['changed']> }

async function heldOf(
  folder: string,
  command: ReturnType<typeof commandOf>,
  io: Pick<SuiteIo, 'loadKinds'>,
): Promise<Found> {
  if (command === 'run') return { unreadable: [], ...heldFiles(await recomputeRun(folder, io)) }
  if (command === 'compare') return { lacking: [], ...(await verifyComparison(folder)) }
  if (command !== null) return verifyPoints(folder, command, io)
  return { unreadable: [], mismatches: [], compared: 0, lacking: [] }
}
