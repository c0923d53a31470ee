import { createColumn } from '../run/column.js'
import { type Weighted, weightedSummary } from './weighted-summary.js'

/** Events this close, in seconds, are one there. */
const SAME_MOMENT_S = 1e-4
/** Least time that the last event stands for, in seconds. */
const LEAST_S = 1e-6

type Span = { readonly from: number; readonly to: number }

/** Moments in seconds, each with what happened at it. */
export interface Events {
  add(at: number, amount: number): void
  /** In order of time; what lies within a tenth of a millisecond of the first of a group is added to that. */
  merged(): { readonly times: readonly number[]; readonly amounts: readonly number[] }
}

/** @example const events = createEvents(); events.add(1.5, 2); events.merged() // { times: [1.5], amounts: [2] } */
export function createEvents(): Events {
  const [at, amount] = [createColumn(), createColumn()]
  return {
    add(time, count) {
      at.push(time)
      amount.push(count)
    },
    merged() {
      const [stamps, counts] = [at.toArray(), amount.toArray()]
      const order = Uint32Array.from(stamps, (_, index) => index)
      order.sort((a, b) => (stamps[a] as number) - (stamps[b] as number))
      const times: number[] = []
      const amounts: number[] = []
      for (const index of order) {
        const [time, count] = [stamps[index] as number, counts[index] as number]
        const group = times.length - 1
        if (group >= 0 && time <= (times[group] as number) + SAME_MOMENT_S)
          amounts[group] = (amounts[group] as number) + count
        else {
          times.push(time)
          amounts.push(count)
        }
      }
      return { times, amounts }
    },
  }
}

/**
 * Rates over time as GuideLLM spreads them: each event stands for the time from half way to the one before it to half way to the next, and
 * its amount over that time is a rate that held for so long.
 *
 * @param events - none outside the window.
 */
export function rateSummary(events: Events, { from, to }: Span): Record<string, unknown> {
  events.add(from, 0)
  events.add(to, 0)
  const { times, amounts } = events.merged()
  const last = times.length - 1
  if (last < 1) return weightedSummary(nothing, times.length)
  const halfWay = (index: number) => ((times[index] as number) + (times[index - 1] as number)) / 2
  const durations = Float64Array.from(times, (time, index) => {
    const begin = index === 0 ? time : halfWay(index)
    return index === last ? Math.max(LEAST_S, time - begin) : halfWay(index + 1) - begin
  })
  const rates = Float64Array.from(amounts, (amount, index) => amount / (durations[index] as number))
  return weightedSummary(
    { values: rates, weights: durations },
    Math.round(amounts.reduce((sum, each) => sum + each, 0)),
  )
}

/**
 * Requests in flight over time as GuideLLM spreads them.
 *
 * @param spans - from start to end of each request, all inside the window.
 */
export function concurrencySummary(spans: readonly Span[], { from, to }: Span): Record<string, unknown> {
  const changes = createEvents()
  for (const span of spans) {
    changes.add(span.from, 1)
    changes.add(span.to, -1)
  }
  const { times, amounts } = changes.merged()
  const bounds = [from, ...times, to]
  const durations = Float64Array.from(bounds.slice(1), (at, index) => Math.max(0, at - (bounds[index] as number)))
  let inFlight = 0
  const levels = Float64Array.from([0, ...amounts], (change) => Math.max(0, (inFlight += change)))
  const held = spans.length > 0 && durations.some((each) => each > 0)
  return weightedSummary(held ? { values: levels, weights: durations } : nothing, spans.length)
}

const nothing: Weighted = { values: new Float64Array(0), weights: new Float64Array(0) }
