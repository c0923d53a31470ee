import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { TimeParts } from '@sagellm-benchmark/protocol-types/telemetry'
import { requestValues } from './request-values.js'
import { qualityOfTbt, tbtQuality } from './tbt-quality.js'

/** The parts of one request, ms; they add up to the time from its scheduled arrival to its last token. */
export type RequestTimeParts = Omit<TimeParts, 'requests' | 'totalMs' | 'engineSays'> & {
  /** Whether the engine says how long its prefill took. */
  readonly engineSays: boolean
}

/** Clocks of engine and client run apart by less than this in one answer: a figure that is too long by more is not believed. */
const TOLERANCE_MS = 1

/**
 * Where the time of one request went. Stamps give the wait in the client, connecting and writing, and the time between the reads; the
 * engine's own figures (sageLLM's metrics, llama.cpp's `timings`) divide the rest. What nobody says is `unknownMs`.
 *
 * @returns `null` for a request that failed, or has no last token.
 * @example timePartsOf(aRecord({ ttftMs: 40, gapMs: 10 })) // decodeMs 40, unknownMs 40
 */
export function timePartsOf(record: RequestRecord): RequestTimeParts | null {
  const { scheduledAt, startAt, firstTokenAt, lastTokenAt } = record
  if (record.errorClass !== null || firstTokenAt === null || lastTokenAt === null) return null
  const sentAt = Math.min(record.sentAt ?? startAt, firstTokenAt)
  const shown = Math.max(0, lastTokenAt - firstTokenAt)
  const beforeText = firstTokenAt - sentAt
  const decode = decodingOf(record, shown)
  const engine = believed(record, { beforeText, decode })
  // Tokens that came with the first text were decoded before it: that part of the decoding lies in the time to the first text.
  const coalescingMs = Math.min(Math.max(0, decode - shown), beforeText - (engine?.toFirstMs ?? 0))
  const decodeMs = Math.min(decode, shown)
  const left = beforeText - coalescingMs + shown - decodeMs
  return {
    clientWaitMs: Math.max(0, startAt - scheduledAt),
    connectMs: sentAt - startAt,
    coalescingMs,
    decodeMs,
    ...dividedBy(engine, left),
    engineSays: engine !== null,
  }
}

type EngineSays = {
  readonly prefillMs: number
  /** `null`: it does not say when the request came to it. */
  readonly queueMs: number | null
  /** What it says of the time before its first token, in all. */
  readonly toFirstMs: number
}

function dividedBy(engine: EngineSays | null, left: number) {
  if (engine === null) return { queueMs: 0, prefillMs: 0, networkMs: 0, unknownMs: left }
  const { prefillMs, queueMs, toFirstMs } = engine
  const rest = Math.max(0, left - toFirstMs)
  return queueMs === null
    ? { queueMs: 0, prefillMs, networkMs: 0, unknownMs: rest }
    : { queueMs, prefillMs, networkMs: rest, unknownMs: 0 }
}

/** Time of all tokens after the first: as the engine says, else by the pace of those that the client saw, else what it saw. */
function decodingOf(record: RequestRecord, shown: number): number {
  const said = record.engineMetrics?.decodeMs ?? record.engineTimings?.decodeMs ?? null
  if (said !== null) return said
  const { tbtMs, outputTokens } = requestValues(record)
  if (qualityOfTbt(record) !== tbtQuality.usable || Number.isNaN(outputTokens)) return shown
  return Math.max(shown, tbtMs * (outputTokens - 1))
}

/** What the engine says of the time before its first token; `null` where it says nothing, or more than there was. */
function believed(
  { engineMetrics, engineTimings }: RequestRecord,
  { beforeText, decode }: { readonly beforeText: number; readonly decode: number },
): EngineSays | null {
  const prefill = engineMetrics?.prefillMs ?? engineTimings?.promptMs ?? null
  if (prefill === null || !Number.isFinite(decode)) return null
  const toFirst = engineMetrics?.ttftMs ?? null
  if (Math.max(prefill, toFirst ?? 0) > beforeText + TOLERANCE_MS) return null
  if (toFirst !== null && prefill > toFirst + TOLERANCE_MS) return null
  const toFirstMs = Math.min(beforeText, toFirst ?? prefill)
  const prefillMs = Math.min(prefill, toFirstMs)
  return { prefillMs, queueMs: toFirst === null ? null : toFirstMs - prefillMs, toFirstMs }
}
