import { z } from 'zod'
import { Flag } from '../flags/flag.js'
import { EvidenceGap } from '../evidence/evidence-gap.js'
import { LogProbe } from '../evidence/log-probe.js'
import { defineArtifact } from '../json/artifact.js'
import { placeShape } from '../metrics/figure-shape.js'
import { CountCheck, LatencyCheck } from '../telemetry/server-telemetry.js'
import { ClaimVerdict } from './claim-verdict.js'

/** The server's own numbers held against the client's. */
export const ServerChecks = z.object({ latencies: z.array(LatencyCheck), counts: z.array(CountCheck) })
export type ServerChecks = z.infer<typeof ServerChecks>

/** `validation_summary.json` of the convergence profile; what only the probes know stays as they wrote it. */
export const ValidationFile = z.looseObject({
  schemaVersion: z.literal(1).nullable().default(null).describe('null: written by the Python original'),
  profile: z.string(),
  baseline: z.string(),
  model: z.string(),
  batchSizes: z.array(z.int().positive()),
  resultFields: z.array(z.string()).default([]),
  /** What each check looks at, in words, by its name. */
  validationChecks: z.record(z.string(), z.string()).default({}),
  targets: z.array(
    z.looseObject({
      label: z.string(),
      url: z.string().nullable().default(null),
      summary: z.looseObject(placeShape('row')),
      deltaVsBaseline: z.record(z.string(), z.number().nullable()).nullable().default(null),
      probeCoverage: z.record(z.string(), z.unknown()).nullable().default(null),
      evidenceGaps: z.array(z.string()).default([]),
      gapDetails: z.array(EvidenceGap).default([]),
      /** `null`: no log file was given. */
      logProbe: LogProbe.nullable().default(null),
      /** `null`: the server has no numbers of its own that could be read. */
      serverChecks: ServerChecks.nullable().default(null),
    }),
  ),
  verdicts: z.array(ClaimVerdict).default([]),
  createdAt: z.string().nullable().default(null),
  seed: z.int().nullable().default(null),
  rounds: z.int().positive().nullable().default(null),
  notices: z.array(z.string()).default([]),
  flags: z.array(Flag).default([]),
  command: z.string().nullable().default(null),
})
export type ValidationFile = z.infer<typeof ValidationFile>

export const validationFile = defineArtifact({ name: 'validation summary', version: 1, schema: ValidationFile })
