import { stat } from 'node:fs/promises'
import { BenchError } from '@sagellm-benchmark/protocol-types'

/**
 * Refuses what gives its content a single time, where a file is looked at again and again: for its form, for its rows, and by each round. Nothing is
 * opened for it, because opening a pipe waits for its writer. What is not there is for its reader to say.
 *
 * @throws BenchError `invalid_argument` for a pipe, a device or a socket.
 */
export async function refuseStream(path: string): Promise<void> {
  const there = await stat(path).catch(() => null)
  if (there === null || there.isFile() || there.isDirectory()) return
  const what = there.isFIFO() ? 'a pipe' : there.isSocket() ? 'a socket' : 'a device'
  throw new BenchError(
    'invalid_argument',
    `${path} is ${what}, which gives its rows once, and a data file is looked at several times`,
    { hint: 'write what it gives into a file, and name that' },
  )
}
