import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type SweepPoint, sweepPointLine } from '@sagellm-benchmark/protocol-types/sweeps'
import { wholeLines } from './whole-lines.js'

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
  const lines = await wholeLines(path)
  return lines.map((line, at) => sweepPointLine.parse(line, `${path}, line ${at + 1}`))
}
