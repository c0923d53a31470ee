import { createReadStream, createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { openSecretCleaner, REDACTED } from '@sagellm-benchmark/protocol-types/edge'
import { temporaryName } from '../output/temporary-name.js'

/**
 * Takes the secrets that are held out of the log of a target that has ended: a server may print the key it was started with. A log
 * without any is left alone. It is read piece by piece.
 */
export async function cleanLog(file: string): Promise<void> {
  let held = false
  for await (const text of cleanedPieces(file)) held ||= text.includes(REDACTED)
  if (!held) return
  const temporary = temporaryName(file)
  try {
    await pipeline(cleanedPieces(file), createWriteStream(temporary, { flags: 'wx' }))
    await rename(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

async function* cleanedPieces(file: string): AsyncIterable<string> {
  const cleaner = openSecretCleaner()
  for await (const piece of createReadStream(file, { encoding: 'utf8', highWaterMark: 1_000_000 }))
    yield cleaner.add(piece as string)
  yield cleaner.end()
}
