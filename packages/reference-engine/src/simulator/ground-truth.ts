import { z } from 'zod'

/** What really happened to a request by the simulator's own time: the truth that a measurement can be held against. */
export const GroundTruth = z.object({
  requestId: z.string(),
  /** ms on the engine's clock: handed to the engine. */
  arrivedAtMs: z.number(),
  /** Its first sequence got a place in the batch; `null` while it waits. */
  admittedAtMs: z.number().nullable(),
  /** Per choice, when each token was due: tokens of one step share a time. */
  tokenAtMs: z.array(z.array(z.number())),
  /** First token of any choice after arrival; `null` before it. */
  ttftMs: z.number().nullable(),
  /** Mean time between the tokens of the first choice; `null` below two tokens. */
  tbtMs: z.number().nullable(),
  preemptions: z.int().nonnegative(),
})
export type GroundTruth = z.infer<typeof GroundTruth>

export interface TruthLog {
  arrived(requestId: string, atMs: number, choices: number): void
  admitted(requestId: string, atMs: number): void
  preempted(requestId: string): void
  token(requestId: string, choice: number, atMs: number): void
  of(requestId: string): GroundTruth | null
  all(): GroundTruth[]
}

type Entry = { arrivedAtMs: number; admittedAtMs: number | null; tokenAtMs: number[][]; preemptions: number }

/** Beyond these the oldest requests are forgotten: an engine that runs for days keeps its size. */
const maxRequests = 20_000
const maxTokens = 2_000_000

export function createTruthLog(): TruthLog {
  const entries = new Map<string, Entry>()
  let tokens = 0

  const forgetOldest = () => {
    const [oldest] = entries.keys()
    if (oldest === undefined) return
    for (const times of entries.get(oldest)?.tokenAtMs ?? []) tokens -= times.length
    entries.delete(oldest)
  }

  const view = (requestId: string, entry: Entry): GroundTruth => {
    const firsts = entry.tokenAtMs.flatMap((times) => times.slice(0, 1))
    const times = entry.tokenAtMs[0] ?? []
    const span = (times.at(-1) ?? 0) - (times[0] ?? 0)
    return {
      requestId,
      arrivedAtMs: entry.arrivedAtMs,
      admittedAtMs: entry.admittedAtMs,
      tokenAtMs: entry.tokenAtMs.map((each) => [...each]),
      ttftMs: firsts.length > 0 ? Math.min(...firsts) - entry.arrivedAtMs : null,
      tbtMs: times.length > 1 ? span / (times.length - 1) : null,
      preemptions: entry.preemptions,
    }
  }

  return {
    arrived(requestId, arrivedAtMs, choices) {
      // A request id seen again replaces the older one; its tokens leave the account with it.
      for (const times of entries.get(requestId)?.tokenAtMs ?? []) tokens -= times.length
      entries.delete(requestId)
      const tokenAtMs = Array.from({ length: choices }, () => [])
      entries.set(requestId, { arrivedAtMs, admittedAtMs: null, tokenAtMs, preemptions: 0 })
      while (entries.size > maxRequests || tokens > maxTokens) forgetOldest()
    },
    admitted(requestId, atMs) {
      const entry = entries.get(requestId)
      if (entry) entry.admittedAtMs ??= atMs
    },
    preempted(requestId) {
      const entry = entries.get(requestId)
      if (entry) entry.preemptions += 1
    },
    token(requestId, choice, atMs) {
      const times = entries.get(requestId)?.tokenAtMs[choice]
      if (!times) return
      times.push(atMs)
      tokens += 1
    },
    of(requestId) {
      const entry = entries.get(requestId)
      return entry ? view(requestId, entry) : null
    },
    all: () => [...entries].map(([requestId, entry]) => view(requestId, entry)),
  }
}
