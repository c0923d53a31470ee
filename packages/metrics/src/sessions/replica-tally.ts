import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { ReplicaFigures } from '@sagellm-benchmark/protocol-types/sessions'
import { overlapOf, type Stretch } from './overlap.js'
import { ratio, spreadOf } from './spread.js'

type Part = ReturnType<typeof emptyPart>

const emptyPart = () => ({
  requests: 0,
  failed: 0,
  sessions: new Set<string>(),
  ttftMs: [] as number[],
  e2eMs: [] as number[],
  promptTokens: 0 as number | null,
  outputTokens: 0 as number | null,
  cached: { tokens: 0, of: 0 },
  stretches: [] as Stretch[],
})

/** Takes measured records one at a time: what each of several base URLs answered, by name. Empty where there is one. */
export function createReplicaTally(): { add(record: RequestRecord): void; result(): ReplicaFigures[] } {
  const parts = new Map<string, Part>()
  return {
    add(record) {
      if (record.replica === null) return
      const part = parts.get(record.replica) ?? emptyPart()
      parts.set(record.replica, part)
      addTo(part, record)
    },
    result: () =>
      [...parts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([replica, part]) => ({ replica, ...figuresOf(part) })),
  }
}

function addTo(part: Part, record: RequestRecord): void {
  const { errorClass, startAt, endAt, firstTokenAt, lastTokenAt, promptTokens, outputTokens, usage } = record
  part.requests += 1
  part.stretches.push({ from: startAt, to: endAt })
  if (record.session) part.sessions.add(record.session.id)
  if (errorClass !== null) {
    if (errorClass !== 'cancelled_by_run') part.failed += 1
    return
  }
  if (firstTokenAt !== null) part.ttftMs.push(firstTokenAt - startAt)
  if (lastTokenAt !== null) part.e2eMs.push(lastTokenAt - startAt)
  part.promptTokens = plus(part.promptTokens, promptTokens)
  part.outputTokens = plus(part.outputTokens, outputTokens)
  const cached = usage?.cachedTokens ?? null
  if (cached !== null && promptTokens !== null && cached <= promptTokens)
    part.cached = { tokens: part.cached.tokens + cached, of: part.cached.of + promptTokens }
}

/** A sum of which a part is not known is not known. */
function plus(sum: number | null, more: number | null): number | null {
  return sum === null || more === null ? null : sum + more
}

function figuresOf(part: Part): Omit<ReplicaFigures, 'replica'> {
  return {
    requests: part.requests,
    failed: part.failed,
    sessions: part.sessions.size,
    ttftMs: spreadOf(part.ttftMs),
    e2eMs: spreadOf(part.e2eMs),
    promptTokens: part.promptTokens,
    outputTokens: part.outputTokens,
    cachedShare: ratio(part.cached.tokens, part.cached.of),
    inFlightMax: overlapOf(part.stretches).max,
  }
}
