import { constants } from 'node:buffer'
import { readFile } from 'node:fs/promises'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import { foreignFormat } from './foreign-format.js'

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

/**
 * The text of a file that a user named: UTF-8, or UTF-16 where its byte order mark says so; the mark is no part of the text.
 *
 * @throws BenchError `not_found` or `invalid_argument` where it cannot be read, `corrupt_data` where it is no text; all name the file.
 */
export async function readTextFile(path: string): Promise<string> {
  return decodeText(await readBytes(path), path)
}

function decodeText(bytes: Buffer, path: string): string {
  const foreign = foreignFormat(bytes)
  if (foreign) throw new BenchError('corrupt_data', `${path} is ${foreign.name}`, { hint: foreign.hint })
  if (bytes.length > constants.MAX_STRING_LENGTH) {
    const megabytes = Math.round(bytes.length / 1e6)
    throw new BenchError('corrupt_data', `${path} has ${megabytes} MB, more than a text can hold`, {
      hint: 'give a part of it',
    })
  }
  try {
    return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new BenchError('corrupt_data', `${path} is not text in UTF-8 or UTF-16`, {
      hint: 'save it as UTF-8',
      cause,
    })
  }
}

function encodingOf([first, second]: Buffer): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  return 'utf-8'
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    if (code === 'ENOENT') throw new BenchError('not_found', `no file ${path}`, { hint: 'check the path', cause })
    throw new BenchError('invalid_argument', `cannot read ${path}: ${(cause as Error).message}`, {
      hint: 'give a readable file',
      cause,
    })
  }
}
