import type { z } from 'zod'
import type { RandomSource } from '../random/create-random.js'

/** What the schema of a load has at least: a `kind` that is the load kind's name. */
export type LoadSchema = z.ZodObject<{ kind: z.ZodLiteral<string> }>

/** Part `index` of a load that `count` workers share. */
export type Share = { readonly index: number; readonly count: number }

/**
 * How the load engine drives a load. `slots`: each place sends its next request when its reply has come. `batches`: so many
 * requests at one instant, the next ones when all have ended. `arrivals`: at their due times, whatever the server does.
 */
export type Drive = 'slots' | 'batches' | 'arrivals'

/** All that the project knows about one kind of load. Made by `defineLoadKind`; pure, and the same on every machine. */
export interface LoadKind<Schema extends LoadSchema = LoadSchema> {
  /** What `kind` of a load names; its file is called the same. */
  readonly name: string
  readonly description: string
  readonly schema: Schema
  readonly drive: Drive
  /** Whether arrivals follow a schedule instead of replies. */
  readonly openLoop: boolean
  /** What the measured time is: `batch` only while a batch is under way, `continuous` from the first request to the last. */
  readonly window: 'batch' | 'continuous'
  /**
   * Whether warm-up requests are the first arrivals of the measured stream, so that it starts without a gap or a
   * burst. Where false, warm-up is a load of its own.
   */
  readonly warmupFlowsOn: boolean

  /** The load in a few words, for the head of a result. */
  text(load: z.infer<Schema>): string
  /** Due times in ms from the start of the load, ascending; `null` where a reply decides. Everything random comes from `random`. */
  dueTimes(load: z.infer<Schema>, random: RandomSource): Iterable<number | null>
  /** The load of the rounds after the first: what happens once, at the beginning, is left out. */
  laterRounds(load: z.infer<Schema>): z.infer<Schema>

  /** Max requests in flight; `null` without a limit. */
  places(load: z.infer<Schema>): number | null
  /** What a request waits after the reply before it, ms, where users think; drawn from `random`. */
  pauseMs(load: z.infer<Schema>, random: RandomSource): number
  /** Seconds over which the places open one after the other. */
  openingSeconds(load: z.infer<Schema>): number
  /** The part of one worker: places are divided, arrival times are not, since each worker is given its own requests of one schedule. */
  share(load: z.infer<Schema>, share: Share): z.infer<Schema>

  /** Connections to open before a load of so many requests starts. */
  inFlight(load: z.infer<Schema>, requests: number): number
  /** Requests to build before a load of so many requests starts, and to keep ready while it runs. */
  ahead(load: z.infer<Schema>, requests: number): number

  /** Arrivals a second that are asked for; `null` where no single rate is. */
  rateRps(load: z.infer<Schema>): number | null
  /** Shape of gamma gaps, as other tools state it; `null` where gaps are not of that family. */
  burstiness(load: z.infer<Schema>): number | null
  /** How many requests the load itself sends, within so many seconds where it is endless; `null` where that cannot be known. */
  requestsWithin(load: z.infer<Schema>, seconds: number | null): number | null
}
