import { z } from 'zod'
import { MeasuredTarget } from '../artifacts/benchmark-summary.js'
import { defineArtifact } from '../json/artifact.js'
import { SweepPoint } from './sweep-point.js'

const figure = z.number().nullable()

/** A value with its 95 % interval; an end is `null` where the data give none. */
export const Estimate = z.object({ value: z.number(), low: figure, high: figure })
export type Estimate = z.infer<typeof Estimate>

/**
 * Whether no other point is better in both: `frontier` (not within the intervals), `near` (one is better, by less than the intervals
 * tell), `dominated` (one is better by more than that).
 */
export const Standing = z.enum(['frontier', 'near', 'dominated'])
export type Standing = z.infer<typeof Standing>

/** Where throughput stops to grow with the load: the crossing of its two asymptotes. */
export const Knee = z.object({
  series: z.string().describe('what its points have in common; empty where the sweep is one series'),
  /** Requests in flight at the knee; `null`: not found, and `message` says why. */
  inFlight: Estimate.nullable(),
  /** The highest request throughput that was seen, and so the rate from which a queue grows. */
  maxRateRps: Estimate.nullable(),
  /** The shortest mean answer that was seen, in seconds. */
  minAnswerS: Estimate.nullable(),
  message: z.string(),
})
export type Knee = z.infer<typeof Knee>

/** How a figure of the anchors moved while the sweep went on. */
export const AnchorDrift = z.object({
  figure: z.string().describe('wire name'),
  /** Largest over smallest. */
  ratio: z.number().positive(),
  /** More than the intervals of the anchors explain, corrected over pairs and figures, and more than 5 %. */
  drifted: z.boolean(),
})
export type AnchorDrift = z.infer<typeof AnchorDrift>

/** `sweep.json`: several loads of one target, and what follows from them together. */
export const SweepFile = z.object({
  schemaVersion: z.literal(1),
  kind: z.literal('sweep'),
  createdAt: z.string().describe('ISO 8601, UTC'),
  toolVersion: z.string(),
  target: MeasuredTarget,
  model: z.string().nullable(),
  simulated: z.boolean(),
  seed: z.int().nonnegative().describe('of the order of the points'),
  /** By which the throughput is divided; `null`: not known. */
  gpus: z.int().positive().nullable(),
  /** Points that were to be measured, anchors among them. */
  planned: z.int().nonnegative(),
  points: z.array(SweepPoint),
  /** Of the points that count, by their id: tokens a second of each user against those of all together. Empty where the target drifted. */
  frontier: z.array(z.object({ id: z.string(), standing: Standing })),
  knees: z.array(Knee),
  drift: z.array(AnchorDrift),
  notices: z.array(z.string()),
  command: z.string().nullable(),
})
export type SweepFile = z.infer<typeof SweepFile>

export const sweepFile = defineArtifact({ name: 'sweep', version: 1, schema: SweepFile })
