import { readFile } from 'node:fs/promises'
import { BenchError } from '@sagellm-benchmark/protocol-types'

/**
 * The parsed content of a JSON file that a user named.
 *
 * @throws BenchError `not_found` when there is no such file, `corrupt_data` when it is no JSON; both name it.
 */
export async function readJsonFile(path: string): Promise<unknown> {
  const text = await readTextFile(path)
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new BenchError('corrupt_data', `${path} is not JSON: ${(cause as Error).message}`, {
      hint: 'check that the file is whole and the right one',
      cause,
    })
  }
}

/** @throws BenchError `not_found` or `invalid_argument`, naming the file. */
export async function readTextFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    if (code === 'ENOENT') throw new BenchError('not_found', `no file ${path}`, { hint: 'check the path', cause })
    throw new BenchError('invalid_argument', `cannot read ${path}: ${(cause as Error).message}`, {
      hint: 'give a readable file',
      cause,
    })
  }
}
