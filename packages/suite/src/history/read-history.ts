import { stat } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import { type EnvironmentManifest, environmentFile } from '@sagellm-benchmark/protocol-types/artifacts'
import { withoutSecrets } from '@sagellm-benchmark/protocol-types/edge'
import { readJsonFile } from '../files/read-json-file.js'
import type { ResolvedIo } from '../io.js'
import { findHistoryFiles } from './find-history-files.js'
import { gitVersions, type RunGit } from './git-versions.js'
import type { HistoryRequest } from './history-request.js'
import { judgedFigures } from './judged-figures.js'
import type { MeasuredPoint } from './measured-point.js'
import { readPoints } from './read-points.js'

/** A file, or a version or an entry of one, that was not understood. */
type PassedOver = { readonly source: string; readonly reason: string }

export type ReadHistory = {
  readonly points: readonly MeasuredPoint[]
  /** Files, or versions of a file, that hold results. */
  readonly read: number
  readonly passedOver: readonly PassedOver[]
  /** Measurements that claim nothing, by the reason. */
  readonly withheld: ReadonlyMap<string, number>
  /** Measurements beyond 200,000, which were left out. */
  readonly beyond: number
}

const MOST_BYTES = 64 << 20
const MOST_VERSIONS = 1000
const MOST_POINTS = 200_000

/** Reads everything that may be a result. What cannot be understood is passed over and counted; it stops nothing. @throws BenchError `invalid_argument` for a metric that is none, `cancelled` on abort, as `gitVersions`. */
export async function readHistory(
  { paths = [], git = null, metrics = [] }: HistoryRequest,
  {
    io,
    runGit,
    mostPoints = MOST_POINTS,
  }: { readonly io: ResolvedIo; readonly runGit?: RunGit; readonly mostPoints?: number },
): Promise<ReadHistory> {
  const figures = judgedFigures(metrics)
  const points: MeasuredPoint[] = []
  const passedOver: PassedOver[] = []
  const withheld = new Map<string, number>()
  let read = 0
  let beyond = 0
  const take = async (
    source: string,
    content: () => Promise<readonly [json: unknown, extra: Extra] | null>,
  ): Promise<void> => {
    if (io.signal.aborted) throw new BenchError('cancelled', 'interrupted')
    try {
      const there = await content()
      if (there === null) return
      const [json, { name, environment = null, fallbackTime = null }] = there
      const { points: found, unreadable } = readPoints(json, { source, name, environment, figures })
      read++
      for (const reason of unreadable) passedOver.push({ source, reason: oneLine(reason) })
      for (const each of found) {
        if (each.withheld !== null) withheld.set(each.withheld, (withheld.get(each.withheld) ?? 0) + 1)
        else if (points.length === mostPoints) beyond++
        else
          points.push(each.measuredAt === null ? { ...each, measuredAt: fallbackTime } : withTime(each, fallbackTime))
      }
    } catch (error) {
      if (error instanceof BenchError && error.code === 'cancelled') throw error
      passedOver.push({ source, reason: oneLine((error as Error).message) })
    }
  }
  for (const path of paths) {
    for (const file of await findHistoryFiles(resolve(io.cwd, path), { signal: io.signal })) {
      const source = relative(io.cwd, file) || file
      await take(source, async () => {
        const { size } = await stat(file)
        if (size > MOST_BYTES) throw new BenchError('corrupt_data', `it has ${Math.round(size / 1e6)} MB`)
        return [await readJsonFile(file), { name: basename(file), environment: await environmentBeside(file) }]
      })
    }
  }
  for (const file of git?.files ?? []) {
    const repository = resolve(io.cwd, git?.repository ?? '.')
    const options = { file, most: MOST_VERSIONS, signal: io.signal, ...(runGit ? { run: runGit } : {}) }
    for (const version of await gitVersions(repository, options))
      await take(`${file} at ${version.commit.slice(0, 12)}`, async () => {
        const text = await version.read()
        const extra = { name: basename(file), fallbackTime: version.committedAt }
        return text === null ? null : [JSON.parse(text) as unknown, extra]
      })
  }
  return { points, read, passedOver, withheld, beyond }
}

type Extra = {
  readonly name: string
  readonly environment?: EnvironmentManifest | null
  /** Time of a measurement whose file does not say it. */
  readonly fallbackTime?: string | null
}

/** A time that no program can read is none. */
function withTime(point: MeasuredPoint, fallback: string | null): MeasuredPoint {
  const time = Date.parse(point.measuredAt ?? '')
  return { ...point, measuredAt: Number.isNaN(time) ? fallback : new Date(time).toISOString() }
}

async function environmentBeside(file: string): Promise<EnvironmentManifest | null> {
  const path = join(dirname(file), 'environment.json')
  try {
    // A pipe has no end, and a link may lead to a device.
    const found = await stat(path)
    return found.isFile() && found.size <= MOST_BYTES ? environmentFile.parse(await readJsonFile(path), path) : null
  } catch {
    return null
  }
}

const LONGEST = 300

function oneLine(text: string): string {
  return withoutSecrets(text).replace(/\s+/g, ' ').slice(0, LONGEST)
}
