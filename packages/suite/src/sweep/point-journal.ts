import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type SweepPoint, sweepPointLine } from '@sagellm-benchmark/protocol-types/sweeps'

/** The finished points of a sweep, one a line. */
export const pointsFile = 'points.jsonl'

/** Adds a point behind those that are there. */
export function keepPoint(folder: string, point: SweepPoint): Promise<void> {
  return appendFile(join(folder, pointsFile), `${JSON.stringify(sweepPointLine.serialize(point))}\n`)
}

/**
 * The points that a sweep has finished. A last line without its end was being written when the program was killed: that point is
 * measured again.
 *
 * @returns none where the file is missing.
 * @throws BenchError `corrupt_data` naming the line.
 */
export async function keptPoints(folder: string): Promise<SweepPoint[]> {
  const path = join(folder, pointsFile)
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  const lines = text.split('\n').slice(0, -1)
  return lines.map((line, at) => sweepPointLine.parse(jsonOf(line), `${path}, line ${at + 1}`))
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
