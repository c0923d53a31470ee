import { z } from 'zod'
import { defineArtifact } from '../json/artifact.js'
import { AggregatedMetrics } from '../artifacts/aggregated-metrics.js'

/** What tells one point of a sweep from the others: values of flags, by their names without dashes. */
export const PointSettings = z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]))
export type PointSettings = z.infer<typeof PointSettings>

/** One load of a sweep or of a search, as it was measured. Its own files lie in the folder that it names. */
export const SweepPoint = z.object({
  id: z.string().min(1).describe('its folder below points'),
  order: z.int().nonnegative().describe('place in the order of measuring, from 0'),
  settings: PointSettings,
  /** One of several measurements of the same settings, from the beginning to the end, by which drift is seen. */
  anchor: z.boolean().default(false),
  load: z.string().nullable().describe('in words'),
  measuredAt: z.string().describe('ISO 8601, UTC'),
  /** `null`: nothing came to an end. */
  metrics: AggregatedMetrics.nullable(),
  /** More arrived than left: the queue only grew, so that the latencies say how long it was measured. It is ended early. */
  notStationary: z.boolean().default(false),
  /** Why nothing is claimed from this point; its figures stand all the same. Empty: it counts. */
  withheld: z.array(z.string()).default([]),
})
export type SweepPoint = z.infer<typeof SweepPoint>

/** A line of points.jsonl: a point is on disk before the next one begins. */
export const sweepPointLine = defineArtifact({ name: 'sweep point', version: 1, schema: SweepPoint })
