import { resolve } from 'node:path'
import { type MarkerPatterns, resolveMarkerPatterns } from '@sagellm-benchmark/probes'
import { defineArtifact } from '@sagellm-benchmark/protocol-types'
import { z } from 'zod'
import type { CommandIo } from '../../command/define-command.js'
import { readJsonFile } from '../../files/read-json-file.js'
import type { ConvergenceOptions } from './convergence-options.js'

const pattern = z.string().min(1).optional()
const MarkerFile = z.strictObject({
  sharedStreamMarkers: pattern,
  pagedPathMarkers: pattern,
  blockTableMarkers: pattern,
})
const markerFile = defineArtifact({ name: 'marker file', version: 1, schema: MarkerFile })

/**
 * The patterns of a run: from flags, else the marker file, else the environment, else the default.
 *
 * @throws BenchError `not_found` or `corrupt_data` for a marker file that cannot be used.
 */
export async function markerPatterns(options: ConvergenceOptions, io: CommandIo): Promise<MarkerPatterns> {
  const file = options.markerFile
  const inFile = file === undefined ? {} : markerFile.parse(await readJsonFile(resolve(io.cwd, file)), file)
  const { sharedStreamMarkers, pagedPathMarkers, blockTableMarkers } = options
  const given = { ...inFile, ...withoutMissing({ sharedStreamMarkers, pagedPathMarkers, blockTableMarkers }) }
  return resolveMarkerPatterns({ given: given as Partial<MarkerPatterns>, environment: io.env })
}

function withoutMissing(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  )
}
