import { z } from 'zod'
import { defineArtifact } from '../json/artifact.js'
import { EvidenceGap } from './evidence-gap.js'

const count = z.int().nonnegative()
const lookedFor = count.nullable().default(null).describe('null: nobody looked for it; 0: looked for, and not there')

/**
 * What a match of an alternative proves: `path` = the path of its group; `fallback` = that the fallback ran instead;
 * `shared` = nothing here, because the same words stand in a later group and prove that one.
 */
export const MarkerRole = z.enum(['path', 'fallback', 'shared'])
export type MarkerRole = z.infer<typeof MarkerRole>

/** One matching line, shortened, with control characters written out and secrets removed. */
export const MarkerExample = z.object({
  file: z.string(),
  /** From 1; `null` where the start of the file is gone. */
  line: count.nullable(),
  alternative: z.string(),
  text: z.string(),
})
export type MarkerExample = z.infer<typeof MarkerExample>

/**
 * Lines that match one pattern. The unit is the matching line everywhere: a line with three matches is one hit. Only what
 * appeared during the run counts. `pattern` and `hits` are the original's fields.
 */
export const MarkerGroup = z.object({
  pattern: z.string(),
  hits: count,
  /** Lines that prove the path: a `path` alternative matches, is not said to be off, and no fallback stands in the line. */
  evidenceHits: lookedFor,
  fallbackHits: lookedFor,
  /** Lines in which every match is said to be off, as in `block_tables=None`. */
  deniedHits: lookedFor,
  alternatives: z
    .array(z.object({ alternative: z.string(), hits: count, evidenceHits: count, role: MarkerRole }))
    .default([]),
  examples: z.array(MarkerExample).default([]),
})
export type MarkerGroup = z.infer<typeof MarkerGroup>

export const MarkerGroups = z.object({
  sharedStreamMarkers: MarkerGroup,
  pagedPathMarkers: MarkerGroup,
  blockTableMarkers: MarkerGroup,
})
export type MarkerGroups = z.infer<typeof MarkerGroups>

/** `<label>_log_probe.json`: the original's five fields, and how far they can be trusted. */
export const LogProbe = z.object({
  schemaVersion: z.literal(1).nullable().default(null).describe('null: written by the Python original'),
  label: z.string(),
  logFile: z.string(),
  ...MarkerGroups.shape,
  /** False where part of what was appended could not be read: then `hits` are a lower bound, and 0 means nothing. */
  complete: z.boolean().default(false),
  /** Size of the file when the run began; what lay before it is not counted. `null` = the file did not exist yet. */
  startOffset: count.nullable().default(null),
  bytesRead: count.nullable().default(null),
  linesRead: count.nullable().default(null),
  rotations: count.nullable().default(null),
  truncations: count.nullable().default(null),
  gaps: z.array(EvidenceGap).default([]),
})
export type LogProbe = z.infer<typeof LogProbe>

export const logProbeFile = defineArtifact({ name: 'log probe', version: 1, schema: LogProbe })
