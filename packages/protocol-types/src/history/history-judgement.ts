import { z } from 'zod'

const place = z.int().nonnegative().describe('place in the series, from 0')
const share = z.number().min(0).max(1)

/**
 * `jump`: the level changed between two points; `drift`: it moved slowly, and no point is to blame; `doubtful`: it looks like a change, and
 * these points cannot show that it is one; `noise`: nothing but the spread from run to run is seen; `too_short`: there are too few points
 * for anything.
 */
export const HistoryVerdict = z.enum(['jump', 'drift', 'doubtful', 'noise', 'too_short'])
export type HistoryVerdict = z.infer<typeof HistoryVerdict>

/** Points between two changes, and what they have in common. */
export const HistoryLevel = z.object({
  from: place,
  to: place.describe('place of its last point'),
  /** Median of its points, in the unit of the metric. */
  value: z.number().positive(),
  /** Where 95 of 100 further runs at this level would lie; `null` where the noise is not known. */
  low: z.number().nonnegative().nullable(),
  high: z.number().nonnegative().nullable(),
})
export type HistoryLevel = z.infer<typeof HistoryLevel>

/** Something of the environment that is not as it was at the point before. */
export const EnvironmentChange = z.object({
  at: place.describe('place of the first point with the new value'),
  name: z.string().describe('such as engine_version or flags.max_num_seqs'),
  before: z.string().nullable(),
  after: z.string().nullable(),
})
export type EnvironmentChange = z.infer<typeof EnvironmentChange>

/** One change of level. */
export const HistoryChange = z.object({
  at: place.describe('place of the first point of the new level'),
  /** The first and the last place at which the change may have been, with 95 % confidence. */
  earliest: place,
  latest: place,
  /** New level over old level (Hodges and Lehmann), with its 95 % interval; an end is `null` where the points are too few for one. */
  ratio: z.number().positive(),
  low: z.number().positive().nullable(),
  high: z.number().positive().nullable(),
  /** `null`: the metric has no better side. */
  direction: z.enum(['better', 'worse']).nullable(),
  /** Of the test that found it, over all places of the change, before any correction for several series. */
  p: share,
  /** The change is larger than the margin; smaller ones are told, and fail nothing. */
  beyondMargin: z.boolean(),
})
export type HistoryChange = z.infer<typeof HistoryChange>

/** A level that moves evenly from the first point to the last. */
export const HistoryDrift = z.object({
  /** Of the level from the first point to the last: 1.1 for 10 % more. */
  ratio: z.number().positive(),
  direction: z.enum(['better', 'worse']).nullable(),
})
export type HistoryDrift = z.infer<typeof HistoryDrift>

/** What looks like a change at the end of a series, or in one of few points, and is not shown to be one. */
export const HistoryDoubt = z.object({
  at: place.describe('place of the first point that looks changed'),
  ratio: z.number().positive(),
  direction: z.enum(['better', 'worse']).nullable(),
  /** Of Student's t over all places, which takes the noise to be normal. */
  p: share,
})
export type HistoryDoubt = z.infer<typeof HistoryDoubt>

/** What the points of one series say. */
export const HistoryJudgement = z.object({
  verdict: HistoryVerdict,
  /** Of the hypothesis that nothing but noise is seen; `null` below the number of points that can show anything. */
  p: share.nullable(),
  /** The same with the rate of false discoveries held over all series that were judged together. */
  adjustedP: share.nullable(),
  /** Standard deviation from run to run as a share of the level, by the median absolute deviation; `null` where it is not known. */
  noise: z.number().nonnegative().nullable(),
  /** Correlation of a point with the one before, after levels or drift are taken out. */
  correlation: z.number().nullable(),
  levels: z.array(HistoryLevel),
  changes: z.array(HistoryChange),
  drift: HistoryDrift.nullable(),
  doubt: HistoryDoubt.nullable(),
  /** Single runs far off their level, by their places. They change nothing. */
  outliers: z.array(place),
})
export type HistoryJudgement = z.infer<typeof HistoryJudgement>
