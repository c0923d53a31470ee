import { z } from 'zod'
import type { Drive, LoadKind } from './load-kind.js'
import { shareOf } from './share-of.js'

/**
 * Few are opened for a load whose requests in flight are not known before: a connection that no request needs may hold a thread of the
 * server. A request that has to open one of its own waits for it, and its record says so.
 */
const MAX_GUESSED = 8
/** How long a request may be thought to take where nothing is known of it. */
const GUESSED_SECONDS = 1
/** Ten seconds of arrivals, but not so many that building them delays the start by more than some seconds. */
const MAX_AHEAD = 2000

type SchemaOf<Name extends string, Fields extends z.ZodRawShape> = z.ZodObject<{ kind: z.ZodLiteral<Name> } & Fields>

/** Members with a rule of their own that fits most kinds. */
type Derived = 'laterRounds' | 'pauseMs' | 'openingSeconds' | 'rateRps' | 'burstiness' | 'requestsWithin'

export type LoadKindDefinition<Name extends string, Fields extends z.ZodRawShape> = Pick<
  LoadKind<SchemaOf<Name, Fields>>,
  'description' | 'text' | 'dueTimes' | 'places'
> &
  Partial<Pick<LoadKind<SchemaOf<Name, Fields>>, Derived>> & {
    readonly name: Name
    /** What a plan says of such a load, beside its `kind`. */
    readonly fields: Fields
    readonly drive: Drive
    /** @default false */
    readonly warmupFlowsOn?: boolean
    /** The load with another number of places; a load without a limit is never asked. */
    withPlaces(load: z.infer<SchemaOf<Name, Fields>>, places: number): z.infer<SchemaOf<Name, Fields>>
    /** Arrivals a second at their densest, where that is known and no single rate is. @default rateRps */
    peakRps?(load: z.infer<SchemaOf<Name, Fields>>): number | null
  }

/**
 * Declares a kind of load. Its file and the list `loadKinds` are all that knows it: plans, load engine, workers and reports ask
 * what is declared here, and never which kind a load is.
 */
export function defineLoadKind<const Name extends string, Fields extends z.ZodRawShape>(
  definition: LoadKindDefinition<Name, Fields>,
): LoadKind<SchemaOf<Name, Fields>> & { readonly name: Name } {
  const { name, fields, drive, places, withPlaces, ...own } = definition
  const rateRps = own.rateRps ?? (() => null)
  const peakRps = own.peakRps ?? rateRps

  return {
    warmupFlowsOn: false,
    laterRounds: (load) => load,
    pauseMs: () => 0,
    openingSeconds: () => 0,
    burstiness: () => null,
    requestsWithin(load, seconds) {
      const rate = rateRps(load)
      return rate === null || seconds === null ? null : Math.ceil(rate * seconds)
    },
    ...own,
    name,
    drive,
    schema: z.object({ kind: z.literal(name), ...fields }) as unknown as SchemaOf<Name, Fields>,
    openLoop: drive === 'arrivals',
    window: drive === 'batches' ? 'batch' : 'continuous',
    places,
    rateRps,
    share(load, share) {
      const whole = places(load)
      return whole === null ? load : withPlaces(load, Math.max(1, shareOf(whole, share)))
    },
    inFlight(load, requests) {
      const peak = peakRps(load)
      const guess = peak === null ? MAX_GUESSED : Math.min(MAX_GUESSED, Math.ceil(peak * GUESSED_SECONDS))
      return Math.min(requests, places(load) ?? guess)
    },
    ahead(load, requests) {
      const slots = places(load) ?? 0
      if (drive === 'slots') return 64 + 4 * slots
      if (drive === 'batches') return 64 + 2 * slots
      const peak = peakRps(load)
      return Math.min(MAX_AHEAD, peak === null ? requests : 64 + Math.ceil(10 * peak))
    },
  }
}
