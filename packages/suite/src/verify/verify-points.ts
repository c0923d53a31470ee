import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isBenchError } from '@sagellm-benchmark/protocol-types'
import { capacityFile, PlannedPoint, sweepFile } from '@sagellm-benchmark/protocol-types/sweeps'
import { type ChangedFile, checksumFile, type Verification } from '@sagellm-benchmark/runner/convergence'
import { visitsFile } from '../capacity/capacity-journal.js'
import { readJsonFile } from '../files/read-json-file.js'
import type { SuiteIo } from '../io.js'
import { pointsFile } from '../sweep/point-journal.js'
import { wholeLines } from '../sweep/whole-lines.js'
import { changedFiles } from './changed-files.js'
import { type HeldFiles, heldFiles } from './held-files.js'
import { type PointRun, readPointRun } from './point-again.js'
import { recomputeCapacity } from './recompute-capacity.js'
import { recomputeRun } from './recompute-run.js'
import { recomputeSweep } from './recompute-sweep.js'

/** What the points of a folder came to, and what follows from them. */
type HeldPoints = HeldFiles &
  Pick<Verification, 'unreadable'> & {
    /** Points that are gone, and files of points that are not as their manifests list them. */
    readonly changed: readonly ChangedFile[]
  }

/** Works every point of a sweep or a search out again as the run that it is, and the result from these. */
export async function verifyPoints(
  folder: string,
  command: 'sweep' | 'capacity',
  io: Pick<SuiteIo, 'loadKinds'>,
): Promise<HeldPoints> {
  const runs = new Map<string, PointRun>()
  const found: HeldPoints[] = []
  for (const id of await pointsOf(folder, command)) {
    const name = `points/${id}`
    const held = await wordsOfErrors(name, () => verifyPoint(folder, id, io))
    found.push(held)
    if (held.changed.some(({ file }) => file === name) || held.unreadable.length > 0) continue
    runs.set(id, await readPointRun(join(folder, name)))
  }
  const own = await wordsOfErrors(`${command}.json`, async () => ({
    ...nothing,
    ...heldFiles(await (command === 'sweep' ? recomputeSweep(folder, runs, io) : recomputeCapacity(folder, runs))),
  }))
  return [...found, own].reduce(together)
}

/** What is named by the journal or the result, whichever of them was shortened, and the scout of a search. */
async function pointsOf(folder: string, command: 'sweep' | 'capacity'): Promise<string[]> {
  const path = join(folder, `${command}.json`)
  const result = await readJsonFile(path)
    .then((json) => (command === 'sweep' ? sweepFile : capacityFile).parse(json, path).points.map(({ id }) => id))
    .catch(() => [])
  const lines = await wholeLines(join(folder, command === 'sweep' ? pointsFile : visitsFile), { cut: false })
  const kept = lines.flatMap((line) => {
    const point = command === 'sweep' ? line : (line as { readonly point?: unknown } | null)?.point
    const id = (point as { readonly id?: unknown } | null | undefined)?.id
    return typeof id === 'string' ? [id] : []
  })
  const there = await readdir(join(folder, 'points')).catch((): string[] => [])
  return [...new Set([...there.filter((name) => name === scout), ...kept, ...result])]
}

const scout = '00_scout'

async function verifyPoint(folder: string, id: string, io: Pick<SuiteIo, 'loadKinds'>): Promise<HeldPoints> {
  const name = `points/${id}`
  const place = join(folder, name)
  // Ids come out of files that somebody may have changed.
  if (!PlannedPoint.shape.id.safeParse(id).success)
    return { ...nothing, unreadable: [{ file: 'points', problem: `${JSON.stringify(id)} is no name of a folder` }] }
  if (!(await stat(place).catch(() => null))?.isDirectory())
    return { ...nothing, changed: [{ file: name, problem: 'missing' }] }
  const changed = await changedFiles(place, new Set(await readdir(place)))
  const below = (file: string) => `${name}/${file}`
  const held = await wordsOfErrors(name, async () => ({ ...nothing, ...heldFiles(await recomputeRun(place, io)) }))
  return {
    compared: held.compared,
    changed: (changed ?? [{ file: checksumFile, problem: 'missing' } as const]).map((each) => ({
      ...each,
      file: below(each.file),
    })),
    unreadable: held.unreadable,
    mismatches: held.mismatches.map((each) => ({ ...each, file: below(each.file) })),
    lacking: held.lacking.map((each) => ({ ...each, file: below(each.file) })),
  }
}

/** A file that cannot be read is one more thing that was found: the others are held all the same. */
async function wordsOfErrors(file: string, work: () => Promise<HeldPoints>): Promise<HeldPoints> {
  try {
    return await work()
  } catch (error) {
    if (!isBenchError(error)) throw error
    return { ...nothing, unreadable: [{ file, problem: error.message }] }
  }
}

const nothing: HeldPoints = { changed: [], unreadable: [], mismatches: [], lacking: [], compared: 0 }

function together(a: HeldPoints, b: HeldPoints): HeldPoints {
  return {
    changed: [...a.changed, ...b.changed],
    unreadable: [...a.unreadable, ...b.unreadable],
    mismatches: [...a.mismatches, ...b.mismatches],
    lacking: [...a.lacking, ...b.lacking],
    compared: a.compared + b.compared,
  }
}
