import { constants } from 'node:buffer'
import { open } from 'node:fs/promises'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import { fileError } from '@sagellm-benchmark/protocol-types/edge'
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

/** Read piece by piece up to the limit: a device never ends, and a file with holes is larger than the memory. */
async function readBytes(path: string): Promise<Buffer> {
  try {
    const handle = await open(path)
    try {
      const { size } = await handle.stat()
      if (size > constants.MAX_STRING_LENGTH) throw tooLarge(path, `has ${Math.round(size / 1e6)} MB`)
      const pieces: Buffer[] = []
      let length = 0
      for await (const piece of handle.createReadStream({ highWaterMark: PIECE_BYTES, autoClose: false })) {
        pieces.push(piece as Buffer)
        length += (piece as Buffer).length
        if (length > constants.MAX_STRING_LENGTH) throw tooLarge(path, 'does not end')
      }
      return Buffer.concat(pieces)
    } finally {
      await handle.close()
    }
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    if (code === 'ENOENT') throw new BenchError('not_found', `no file ${path}`, { hint: 'check the path', cause })
    throw fileError('read', path, cause)
  }
}

const PIECE_BYTES = 1 << 20

function tooLarge(path: string, how: string): BenchError {
  const limit = Math.round(constants.MAX_STRING_LENGTH / 1e6)
  return new BenchError('corrupt_data', `${path} ${how}; a text can have ${limit} MB`, { hint: 'give a part of it' })
}
