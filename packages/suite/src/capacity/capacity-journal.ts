import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type CapacityLine, capacityLine } from '@sagellm-benchmark/protocol-types/sweeps'
import { wholeLines } from '../sweep/whole-lines.js'

/** The finished measurements of a search, one a line. */
export const visitsFile = 'visits.jsonl'

export function keepVisit(folder: string, line: CapacityLine): Promise<void> {
  return appendFile(join(folder, visitsFile), `${JSON.stringify(capacityLine.serialize(line))}\n`)
}

/**
 * The measurements that a search has finished; a last line without its end was being written when the program was killed.
 *
 * @throws BenchError `corrupt_data` naming the line.
 */
export async function keptVisits(folder: string): Promise<CapacityLine[]> {
  const path = join(folder, visitsFile)
  const lines = await wholeLines(path)
  return lines.map((line, at) => capacityLine.parse(line, `${path}, line ${at + 1}`))
}
