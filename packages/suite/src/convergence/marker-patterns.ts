import { resolve } from 'node:path'
import { type MarkerPatterns, resolveMarkerPatterns } from '@sagellm-benchmark/probes'
import { defineArtifact } from '@sagellm-benchmark/protocol-types'
import { z } from 'zod'
import { readJsonFile } from '../files/read-json-file.js'
import { resolveIo, type SuiteIo } from '../io.js'

const pattern = z.string().min(1).optional()
const MarkerFile = z.strictObject({
  sharedStreamMarkers: pattern,
  pagedPathMarkers: pattern,
  blockTableMarkers: pattern,
})
const markerFile = defineArtifact({ name: 'marker file', version: 1, schema: MarkerFile })

/** Patterns that the caller states, and a file with others. */
export type MarkerChoice = z.infer<typeof MarkerFile> & { readonly markerFile?: string | undefined }

/**
 * The patterns of a run: those that are stated, else the marker file's, else the environment's, else the defaults.
 *
 * @throws BenchError `not_found` or `corrupt_data` for a marker file that cannot be used.
 */
export async function markerPatterns(choice: MarkerChoice, given: SuiteIo = {}): Promise<MarkerPatterns> {
  const { cwd, env } = resolveIo(given)
  const file = choice.markerFile
  const inFile = file === undefined ? {} : markerFile.parse(await readJsonFile(resolve(cwd, file)), file)
  const { sharedStreamMarkers, pagedPathMarkers, blockTableMarkers } = choice
  const stated = { ...inFile, ...withoutMissing({ sharedStreamMarkers, pagedPathMarkers, blockTableMarkers }) }
  return resolveMarkerPatterns({ given: stated as Partial<MarkerPatterns>, environment: env })
}

function withoutMissing(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  )
}
