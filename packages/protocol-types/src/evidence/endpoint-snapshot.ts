import { z } from 'zod'
import { defineArtifact } from '../json/artifact.js'
import { EvidenceGap } from './evidence-gap.js'

/** One answer of one surface of the target, as it came. A failure is a capture with a `gap` and no body. */
export const SurfaceCapture = z.object({
  /** Name of the probe: `info`, `metrics`, `models`, ... */
  surface: z.string(),
  /** What was asked, credentials removed. */
  url: z.string(),
  /** Unix milliseconds of the request, and how long the whole answer took. */
  requestedAtUnixMs: z.number(),
  durationMs: z.number(),
  status: z.int().nullable().default(null),
  contentType: z.string().nullable().default(null),
  /** Bytes read; the whole size is not known where reading was stopped at the cap. */
  bytes: z.int().nonnegative(),
  /** The text, whole. `null` wherever it is not: a part of a page would be read as a page in which things are missing. */
  body: z.string().nullable(),
  /** `null` for an answer that can be used, and for one that this engine simply does not have (`absent`). */
  gap: EvidenceGap.nullable(),
  /** The target answers, but has no such surface (404 and its like). */
  absent: z.boolean(),
})
export type SurfaceCapture = z.infer<typeof SurfaceCapture>

/** What a target said of itself at one moment: before or after the measured phase. */
export const EndpointSnapshot = z.object({
  schemaVersion: z.literal(1),
  label: z.string(),
  url: z.string(),
  moment: z.enum(['before', 'after']),
  takenAtUnixMs: z.number(),
  surfaces: z.array(SurfaceCapture),
})
export type EndpointSnapshot = z.infer<typeof EndpointSnapshot>

export const endpointSnapshotFile = defineArtifact({ name: 'endpoint snapshot', version: 1, schema: EndpointSnapshot })
