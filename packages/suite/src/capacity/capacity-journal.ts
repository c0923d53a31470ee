import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type CapacityLine, capacityLine } from '@sagellm-benchmark/protocol-types/sweeps'

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
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  const lines = text.split('\n').slice(0, -1)
  return lines.map((line, at) => capacityLine.parse(jsonOf(line), `${path}, line ${at + 1}`))
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
