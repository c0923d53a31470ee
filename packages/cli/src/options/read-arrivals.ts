import { resolve } from 'node:path'
import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import { readTextFile } from '../files/read-json-file.js'

/**
 * The arrivals of a `--trace` file, ms: one time a line.
 *
 * @returns `null` where no file is named.
 * @throws BenchError `not_found` for a file that is not there, `invalid_argument` naming the line that is no time.
 */
export async function readArrivals(file: string | undefined, cwd: string): Promise<number[] | null> {
  if (file === undefined) return null
  const lines = (await readTextFile(resolve(cwd, file))).split('\n').map((line) => line.trim())
  return lines.flatMap((line, at) => {
    if (line === '') return []
    const value = Number(line)
    if (!(value >= 0)) throw invalidArgument(`line ${at + 1} of ${file}`, line, 'write one time in ms a line')
    return [value]
  })
}
