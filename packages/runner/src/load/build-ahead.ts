import type { Clock, PlannedRequest, RunPlan, WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import type { LoadKind } from '@sagellm-benchmark/protocol-types/loads'
import { promptCharacters } from './prompt-characters.js'
import type { Requests, RequestSource } from './request-source.js'

export type BuildAheadOptions = {
  readonly plan: RunPlan
  readonly workload: WorkloadPlan
  readonly loadKind: LoadKind
  readonly requests: RequestSource
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Characters of text that may still be kept ready; what is built is taken from it. */
  readonly room: { characters: number }
  /** Hears how many requests stand ready, and how many there will be; `null` where only time ends the load. */
  readonly onBuilt?: (built: number, total: number | null) => void
}

export type BuiltRequests = {
  /** Gives the requests that stand ready, then those that the source builds on. For one load. */
  readonly source: RequestSource
  close(): Promise<void>
}

/** What a request weighs beside its text. */
const REQUEST_CHARACTERS = 500
/** How long requests of a load that only time ends are built before it starts, ms; those of a counted load are all built. */
const TIMED_BUILD_MS = 30_000
const BREATH_EVERY_MS = 25

/**
 * Builds the requests of a workload before the load begins: all of a counted load, as far as there is room for their text; of
 * an open loop by duration those that fall due within it; of other loads as many as the load kind wants ready.
 *
 * @throws what the source throws.
 */
export async function buildAhead(options: BuildAheadOptions): Promise<BuiltRequests> {
  const { plan, workload, loadKind, requests, clock, signal, room, onBuilt } = options
  const total = plan.stop.byRequests ? plan.warmup.requests + plan.rounds * workload.requests : null
  const stocks = { warmup: createStock(requests.warmup(workload)), measured: createStock(requests.measured(workload)) }
  const until = clock.now() + (total === null ? TIMED_BUILD_MS : Number.POSITIVE_INFINITY)
  const enough = enoughOf(plan, { workload, loadKind })
  let built = 0
  let breath = clock.now()
  try {
    for (const phase of ['warmup', 'measured'] as const) {
      let last: PlannedRequest | null = null
      while (!enough[phase](last, stocks[phase].count())) {
        const full = room.characters <= 0 || (last !== null && clock.now() >= until)
        if (full || signal.aborted) break
        last = await stocks[phase].build()
        if (last === null) break
        room.characters -= promptCharacters(last) + REQUEST_CHARACTERS
        onBuilt?.((built += 1), total)
        if (clock.now() - breath < BREATH_EVERY_MS) continue
        // Building is pure computation: without a pause neither a signal nor a display would get its turn.
        await new Promise<void>((resolve) => void clock.setTimer(0, resolve))
        breath = clock.now()
      }
    }
  } catch (error) {
    // A count that an interruption cut short is no failure of the source.
    if (!signal.aborted) throw error
  }
  return {
    source: { ...requests, warmup: () => stocks.warmup.requests(), measured: () => stocks.measured.requests() },
    async close() {
      await Promise.all([stocks.warmup.close(), stocks.measured.close()])
    },
  }
}

type Enough = (last: PlannedRequest | null, count: number) => boolean

/** Whether a phase needs no more requests ready. */
function enoughOf(
  { warmup, stop, rounds }: RunPlan,
  { workload: { load, requests }, loadKind }: Pick<BuildAheadOptions, 'workload' | 'loadKind'>,
): { readonly warmup: Enough; readonly measured: Enough } {
  const ahead = loadKind.ahead(load, requests)
  // In a closed loop it is not known how many requests fit into its time.
  const until = (seconds: number): Enough => {
    if (!loadKind.openLoop) return (_, count) => count >= ahead
    return (last, count) => (last?.dueAtMs == null ? count >= ahead : last.dueAtMs > seconds * 1000)
  }
  const counted =
    (wanted: number): Enough =>
    (_, count) =>
      count >= wanted
  return {
    warmup: warmup.seconds > 0 ? until(warmup.seconds) : counted(warmup.requests),
    measured: stop.byRequests ? counted(rounds * requests) : until(warmup.seconds + (stop.durationSeconds ?? 0)),
  }
}

/** Requests of one phase that stand ready, and the source of more. */
function createStock(source: Requests) {
  const iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]()
  const ready: (PlannedRequest | null)[] = []
  let ended = false
  let pending = 0

  const next = async (): Promise<PlannedRequest | null> => {
    if (ended) return null
    pending += 1
    const step = await Promise.resolve(iterator.next()).finally(() => (pending -= 1))
    if (!step.done) return step.value
    ended = true
    return null
  }
  return {
    count: () => ready.length,
    async build() {
      const built = await next()
      if (built) ready.push(built)
      return built
    },
    async *requests(): AsyncGenerator<PlannedRequest, void, undefined> {
      for (let at = 0; at < ready.length; at += 1) {
        const request = ready[at] as PlannedRequest
        // Requests in flight are kept by the code that sends them.
        ready[at] = null
        yield request
      }
      for (let more = await next(); more; more = await next()) yield more
    },
    async close() {
      ended = true
      const closed = Promise.resolve(iterator.return?.(undefined)).catch(() => {})
      // The request that is being built is not needed any more, so nobody waits for its source.
      if (pending === 0) await closed
    },
  }
}
