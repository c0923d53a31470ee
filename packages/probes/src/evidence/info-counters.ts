import { isRecord } from '../json/is-record.js'

/** What sageLLM counts in `/info`, by counter, then by engine: `batched_cohorts_total`, `total_requests`, `paged_decode_calls`. */
type InfoCounters = ReadonlyMap<string, ReadonlyMap<string, number>>

/** The parts of `/info` that count, wherever they are nested. */
const parts = new Set(['shared_stream', 'attention_diagnostics_summary'])
const counterName = /^(?:(?:batched_)?cohorts_total|total_requests|\w+_calls)$/

/** Deeper nesting is no `/info`, and a hostile one must not exhaust the stack. */
const MAX_DEPTH = 24

/** A gateway repeats an engine in several places: counters are kept once for each engine id. */
function readInfoCounters(info: unknown): InfoCounters {
  const found = new Map<string, Map<string, number>>()
  const walk = (value: unknown, { engine, depth }: { readonly engine: string; readonly depth: number }): void => {
    if (depth > MAX_DEPTH) return
    if (Array.isArray(value)) for (const each of value) walk(each, { engine, depth: depth + 1 })
    if (!isRecord(value)) return
    const own = typeof value.engine_id === 'string' ? value.engine_id : engine
    for (const [key, inner] of Object.entries(value)) {
      if (parts.has(key) && isRecord(inner)) take(inner, own)
      else walk(inner, { engine: own, depth: depth + 1 })
    }
  }
  const take = (part: Record<string, unknown>, engine: string): void => {
    for (const [name, value] of Object.entries(part)) {
      if (!counterName.test(name) || typeof value !== 'number' || !Number.isFinite(value)) continue
      const byEngine = found.get(name) ?? new Map<string, number>()
      found.set(name, byEngine.set(engine, Math.max(value, byEngine.get(engine) ?? value)))
    }
  }
  walk(info, { engine: '', depth: 0 })
  return found
}

/**
 * How far each counter of `/info` grew from one page to the next, all engines together. `null` where an engine is on one page only
 * or began anew: what it counted in between is then not known.
 *
 * @example infoGrowth(before, after).get('batched_cohorts_total') // 60
 */
export function infoGrowth(before: unknown, after: unknown): ReadonlyMap<string, number | null> {
  const then = readInfoCounters(before)
  const now = readInfoCounters(after)
  return new Map([...now].map(([name, engines]) => [name, growthOf(then.get(name) ?? new Map(), engines)]))
}

function growthOf(then: ReadonlyMap<string, number>, now: ReadonlyMap<string, number>): number | null {
  let growth = 0
  for (const engine of new Set([...then.keys(), ...now.keys()])) {
    const [from, to] = [then.get(engine), now.get(engine)]
    if (from === undefined || to === undefined || to < from) return null
    growth += to - from
  }
  return growth
}
