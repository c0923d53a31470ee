import { z } from 'zod'
import { Flag } from '../flags/flag.js'
import { figureShape, tableByFigure } from '../metrics/figure-shape.js'
import { EngineFigures, readEngineTimings } from './engine-figures.js'
import { CacheFinding } from './cache-finding.js'
import { ReplayFidelity } from './replay-fidelity.js'
import { PrecisionFinding } from '../run/until-precise.js'
import { ErrorBudget } from './error-budget.js'
import { PartFigures } from './part-figures.js'
import { TimeParts } from './time-parts.js'
import { SlotRelease } from './slot-release.js'
import { ServerCounters } from '../telemetry/server-counters.js'
import { ReplicaFigures, SessionFigures } from '../sessions/session-figures.js'
import { ServiceLevel } from '../run/service-level.js'
import { ThresholdFinding } from '../thresholds/threshold-finding.js'
import { RequestErrorClass, TokenCountSource } from '../run/request-record.js'

const ms = z.number().nullable()
const count = z.int().nonnegative()

/**
 * A 95 % confidence interval, how it was made, and from how much. A bound is `null` where there is too little data for it: with a method
 * the other end still holds, as for the p99 of 40 requests, which is more than some value.
 */
export const Interval = z.object({
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** Rounds, requests, starts of the target, repeats on one running server, or slices of time behind it. */
  n: count,
  method: z.enum(['rounds', 'requests', 'starts', 'repeats', 'slices']).nullable(),
  /**
   * `heavy_tail`: the sample is too small or too skewed for the promise of 95 %. `short_window`: fewer than 20 durations of a request, which
   * allow no interval of a steady rate. `cut_at_zero`: the lower end came out below 0, where the figure cannot be. Absent: nothing to be said.
   */
  notes: z.array(z.string()).optional(),
})
export type Interval = z.infer<typeof Interval>

/** Times in which a load thread did not turn for more than 10 ms, whatever the cause. */
export const StallSample = z.object({
  count,
  totalMs: z.number().nonnegative(),
  /** The longest, longest first: start on the records' axis, and length. */
  longest: z.array(z.object({ at: z.number(), ms: z.number().nonnegative() })),
})
export type StallSample = z.infer<typeof StallSample>

/** How much later than the kernel received them the client read the bytes of a stream. Stamps are the kernel's and do not hold it. */
const ReadLateness = z.object({
  reads: count.describe('with a stamp of the kernel'),
  unstampedReads: count.describe("without one; their stamps are the client's own"),
  p50Ms: ms,
  p99Ms: ms,
  maxMs: ms,
  clockErrorMs: ms.describe("how far the kernel's clock may be misplaced on that of the records"),
})
type ReadLateness = z.infer<typeof ReadLateness>

/** How far one that sends and stamps can be trusted while it measured: a thread, or all of a client. */
const GeneratorOverhead = z.object({
  eventLoopDelayP99Ms: ms,
  eventLoopDelayMaxMs: ms,
  scheduleLatenessP50Ms: ms,
  scheduleLatenessP99Ms: ms,
  cpuShare: z.number().nullable().describe('of the busiest load thread; 1 is one whole core'),
  processCpuShare: z.number().nullable().default(null).describe('of all threads of the process together'),
  cores: count.nullable().default(null).describe('that the process may use'),
  stalls: StallSample.extend({ touchedRequests: count.describe('flagged client_stalled') })
    .nullable()
    .default(null)
    .describe('null: not watched'),
  transport: z.string().nullable().default(null).describe('that read the streams; null: not known'),
  stampSource: z
    .string()
    .nullable()
    .default(null)
    .describe('what a stamp means: kernel_receive, socket_read, body_chunk, engine_step'),
  readLateness: ReadLateness.nullable().default(null).describe('null: the kernel stamped nothing'),
  loadThreads: count
    .nullable()
    .default(null)
    .describe('that did nothing but send and stamp; 0: the thread of the program did it; null: not known'),
  /** Stamp error of this machine's client against the reference engine; null until `calibrate` was run. */
  calibrationErrorP99Ms: ms,
  clientSaturated: z.boolean(),
  /** One plain reason for each limit that was passed. */
  reasons: z.array(z.string()),
})

/** One of several load threads by itself. */
export const ThreadOverhead = z.object({
  thread: count.describe('from 0'),
  clientOverhead: GeneratorOverhead.describe('what is of the whole process is null'),
})

/** How far the client itself can be trusted while it measured. Of several load threads the worst one judges. */
export const ClientOverhead = GeneratorOverhead.extend({
  threads: z.array(ThreadOverhead).exactOptional().describe('absent: one thread, or an older file'),
})
export type ClientOverhead = z.infer<typeof ClientOverhead>

/** The first error message of each class of failure: one line, secrets taken out, cut at 300 characters. */
export const FailureExamples = z.partialRecord(RequestErrorClass, z.string().max(300))
export type FailureExamples = z.infer<typeof FailureExamples>

const length = z.number().nonnegative().nullable()

/** Mean lengths in tokens: what was asked for, what was built, and what server and answers came to. `null`: not known, or not asked for. */
export const RunLengths = z.object({
  promptAsked: length,
  promptBuilt: length,
  promptRead: length,
  outputAsked: length,
  outputReached: length,
})
export type RunLengths = z.infer<typeof RunLengths>

/** What a run of one workload comes to: docs/metrics.md, "Per run". The figures are those of the metric catalogue. Unknown is null, never 0. */
export const AggregatedMetrics = z.object({
  ...figureShape(),

  totalRequests: count,
  successfulRequests: count,
  failedRequests: count,
  cancelledByRun: count,
  /** Requests that the plan cancels, as a user does who leaves; in no latency, and no failures. */
  cancelledByClient: count.default(0),
  /** Successful requests that the service levels could not judge; SLO attainment does not count them. `null` where none was stated. */
  unjudgedRequests: count.nullable().default(null),
  errorsByClass: z.partialRecord(RequestErrorClass, count),
  failureExamples: FailureExamples.default({}),
  totalInputTokens: count.nullable(),
  totalOutputTokens: count.nullable(),
  /** `null`: no request succeeded, or an older file. */
  lengths: RunLengths.nullable().default(null),
  partialOutputChunks: count.describe('content chunks of requests that failed; in no throughput'),
  tokenCountSources: z.partialRecord(TokenCountSource, count),

  /** The measured window in seconds, and its ends as Unix seconds. */
  totalTimeS: z.number().nullable(),
  startTime: z.number().nullable(),
  endTime: z.number().nullable(),
  rounds: count,

  /** Interval of each headline metric, by its wire name (`avg_ttft_ms`). */
  intervals: tableByFigure(Interval),
  /** Certified upper bound (binomial, 95 %) of each percentile above p90, by wire name; null where the sample gives none. */
  percentileBounds: tableByFigure(z.number().nullable()),
  /** Wire names of percentiles that the sample is too small to support. */
  lowSample: z.array(z.string()),
  /** `simulated`, `client_saturated`, `cache_contaminated`, `itl_coalesced`, `output_short`, `prompt_length_estimated`, `interrupted`. */
  flags: z.array(Flag),
  /** Whether a prefix cache answered what should have been read; `null`: an older file does not say. */
  cache: CacheFinding.nullable().default(null),
  /** The limits of a good request, which goodput and attainment rest on; empty: none was stated, or an older file does not say. */
  serviceLevels: z.array(ServiceLevel).default([]),
  /** What became of each threshold; empty: none was stated, or an older file. */
  thresholds: z.array(ThresholdFinding).default([]),
  /** How close what was sent is to what a trace, a data set or a schedule asked for; `null`: nothing was replayed, or an older file. */
  fidelity: ReplayFidelity.nullable().default(null),
  /** Why the load that was seen is not the one that was asked for; empty: it was kept, or an older file does not say. */
  loadNotKept: z.array(z.string()).default([]),
  /** What is to be known of the token counts and the ends of the answers, a sentence each; empty: nothing, or an older file. */
  countNotes: z.array(z.string()).default([]),
  /** By wire name of the figure, for those that have an interval; empty: none has, or an older file. */
  errorBudgets: z.record(z.string(), ErrorBudget).default({}),
  /** What became of a run until it is precise; `null`: it was none. */
  precision: PrecisionFinding.nullable().default(null),
  /** The engine's own figures beside the client's; `null`: it gives none, or an older file. */
  engineFigures: EngineFigures.nullable().default(null),
  /** Where the time of the successful requests went; `null`: none succeeded, or an older file. */
  timeParts: TimeParts.nullable().default(null),
  /** How sessions went; `null`: requests of their own were sent, or an older file. */
  sessions: SessionFigures.nullable().default(null),
  /** Each of several base URLs; empty: there was one, or an older file. */
  replicas: z.array(ReplicaFigures).default([]),
  clientOverhead: ClientOverhead.nullable(),
  /** `null`: there is no server beside the client, or an older file. */
  serverCounters: ServerCounters.nullable().default(null),
  /** Where `peak_mem_mb` comes from, or why it is not known; `null`: an older file. */
  peakMemNote: z.string().nullable().default(null),
  /** Of a request mix, one entry a part; empty: the load is no mix, or an older file. */
  parts: z.array(PartFigures).default([]),
  /** Of a load with cancelled requests; `null`: none were cancelled, or nobody looked. */
  slotRelease: SlotRelease.nullable().default(null),
})
export type AggregatedMetrics = z.infer<typeof AggregatedMetrics>

readEngineTimings(AggregatedMetrics)
