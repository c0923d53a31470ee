import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Artifact } from '@sagellm-benchmark/protocol-types'
import type { z } from 'zod'
import { writeNamedFile } from '../output/write-file-atomic.js'
import { type FingerprintOptions, machineFingerprint } from './machine-fingerprint.js'

export type CacheOptions = {
  /** @default $XDG_CACHE_HOME/sagellm-benchmark, or ~/.cache/sagellm-benchmark */
  readonly folder?: string
}

/** Keeps what was measured of this machine for later runs on it; gives the file's name. */
export async function keepOfMachine<S extends z.ZodType<{ readonly fingerprint: string }>>(
  artifact: Artifact<S>,
  value: z.infer<S>,
  { folder = cacheFolder() }: CacheOptions,
): Promise<string> {
  const file = fileOf(folder, artifact.name, value.fingerprint)
  await writeNamedFile(file, `${JSON.stringify(artifact.serialize(value), null, 2)}\n`)
  return file
}

/** What holds for this machine, transport and number of load threads; `null` where it was not measured, or cannot be read. */
export async function keptOfMachine<S extends z.ZodType>(
  artifact: Artifact<S>,
  client: FingerprintOptions,
  { folder = cacheFolder() }: CacheOptions,
): Promise<z.infer<S> | null> {
  const file = fileOf(folder, artifact.name, machineFingerprint(client).fingerprint)
  try {
    return artifact.parse(JSON.parse(await readFile(file, 'utf8')), file)
  } catch {
    // An unreadable file of a cache counts as a missing one.
    return null
  }
}

function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'sagellm-benchmark')
}

function fileOf(folder: string, name: string, fingerprint: string): string {
  return join(folder, `${name}-${fingerprint}.json`)
}
