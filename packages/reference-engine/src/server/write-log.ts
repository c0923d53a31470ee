/** When the server wrote the chunks of one answer. The arrays run in parallel, one entry for each write to the socket. */
export type WriteStamps = {
  readonly requestId: string
  /** The W3C trace header of the request, as it came, cut at 100 characters; `null` where it bore none. */
  readonly traceparent: string | null
  /** `performance.now()` of this thread, the statement before the write. */
  readonly performanceNowMs: readonly number[]
  /** The same instants on CLOCK_MONOTONIC, ms, which every process of the machine shares. */
  readonly clockMonotonicMs: readonly number[]
  /** Generated tokens in the write; 0 for a role, usage or end marker. */
  readonly tokens: readonly number[]
  readonly bytes: readonly number[]
  /** Writes beyond the limit of one request, which were not recorded. */
  readonly dropped: number
}

export interface WriteRecorder {
  add(atMs: number, tokens: number, bytes: number): void
}

export interface WriteLog {
  open(requestId: string, traceparent?: string | null): WriteRecorder
  of(requestId: string): WriteStamps | null
  requestIds(): string[]
}

type Entry = { traceparent: string | null; at: number[]; tokens: number[]; bytes: number[]; dropped: number }

const maxRequests = 20_000
const maxWritesOfOne = 100_000
const maxWrites = 1_000_000

/** Keeps the stamps of the last 20,000 requests or million writes, whichever is less. */
export function createWriteLog(monotonicOffsetMs: number): WriteLog {
  const entries = new Map<string, Entry>()
  let writes = 0

  const forget = (requestId: string) => {
    writes -= entries.get(requestId)?.at.length ?? 0
    entries.delete(requestId)
  }
  const makeRoom = () => {
    while (entries.size > maxRequests || writes > maxWrites) forget(entries.keys().next().value as string)
  }

  return {
    open(requestId, traceparent = null) {
      forget(requestId)
      const entry: Entry = {
        traceparent: traceparent?.slice(0, 100) ?? null,
        at: [],
        tokens: [],
        bytes: [],
        dropped: 0,
      }
      entries.set(requestId, entry)
      makeRoom()
      return {
        add(atMs, tokens, bytes) {
          if (entry.at.length >= maxWritesOfOne) {
            entry.dropped += 1
            return
          }
          entry.at.push(atMs)
          entry.tokens.push(tokens)
          entry.bytes.push(bytes)
          if (entries.get(requestId) === entry) writes += 1
        },
      }
    },
    of(requestId) {
      const entry = entries.get(requestId)
      if (!entry) return null
      return {
        requestId,
        traceparent: entry.traceparent,
        performanceNowMs: [...entry.at],
        clockMonotonicMs: entry.at.map((at) => at + monotonicOffsetMs),
        tokens: [...entry.tokens],
        bytes: [...entry.bytes],
        dropped: entry.dropped,
      }
    },
    requestIds: () => [...entries.keys()],
  }
}
