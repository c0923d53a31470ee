import { z } from 'zod'
import { shardPlaces } from '../../options/shard-options.js'
import { flagsOfOneRun } from '../run/flags-of-one-run.js'
import { RunOptions } from '../run/run-options.js'

/** Flags of `run` that a sweep has in another form, or that are those of one run alone. */
const otherwise = {
  ...flagsOfOneRun,
  concurrency: true,
  requestRate: true,
} as const

/** Flags of `sweep`: those of `run`, with lists where the load is, and what a sweep needs beside. */
export const SweepOptions = RunOptions.omit(otherwise).extend({
  ...shardPlaces,
  concurrency: z
    .string()
    .optional()
    .describe('closed loops: requests always in flight, as a list 1,2,4 or a range 1..256 that doubles'),
  requestRate: z
    .string()
    .optional()
    .describe('open loops: mean arrivals per second, as a list or a range that doubles; inf releases all at once'),
  vary: z
    .array(z.string())
    .default([])
    .describe('any other flag of run by list, FLAG=A,B,C such as isl=128,1024; every combination is measured'),
  grid: z
    .string()
    .optional()
    .describe(
      'JSON file with a list of objects, flags of run and their values: one point each, as --bench-params of vLLM',
    ),
  ratesBetween: z
    .int()
    .positive()
    .optional()
    .describe('one request at a time, then all at once, then so many constant rates between: the sweep of GuideLLM'),
  anchors: z
    .int()
    .nonnegative()
    .default(3)
    .describe('how often the middle point is measured, from the beginning to the end, to see drift; 0: as any other'),
  orderSeed: z.int().nonnegative().default(0).describe('seed of the random order of the points'),
  gpus: z.int().positive().optional().describe('of the server: throughput is given for each of them too'),
  output: z.string().default('./sweep_results').describe('folder of the sweep; each point has a folder in it'),
  dryRun: z.boolean().default(false).describe('print the points in the order of measuring and send nothing'),
  resume: z.string().optional().describe('go on with the sweep in this folder; finished points are kept'),
})
export type SweepOptions = z.infer<typeof SweepOptions>
