import type { EngineTelemetry } from '@sagellm-benchmark/protocol-types/engine'
import { createHistogram, type HistogramState } from './histogram.js'
import { createHopLatencies, type HopReportPage, type HopTimes } from './hop-latencies.js'

/** Everything a metrics page is made from: the engine's own counters, and what the server measured. */
export type ServerSnapshot = {
  readonly model: string
  readonly uptimeSeconds: number
  readonly telemetry: EngineTelemetry
  /** Finished generations by `finish_reason`, and failed ones. */
  readonly finished: Readonly<Record<string, number>>
  readonly failed: number
  /** Request read to the first write that held a token. */
  readonly ttft: HistogramState
  /** One write that held tokens to the next of the same choice. */
  readonly interToken: HistogramState
  /** The same gap divided by the tokens it brought. */
  readonly perOutputToken: HistogramState
  /** Request read to the last token. */
  readonly endToEnd: HistogramState
  /** The mean of a finished request's time per token after the first. */
  readonly meanPerToken: HistogramState
  /** Wait for a place in the batch; `null` where the engine does not report it. */
  readonly queued: HistogramState | null
  readonly promptTokens: HistogramState
  readonly generationTokens: HistogramState
  /** Sums in seconds over finished requests: to the first token, and from it to the last. */
  readonly prefillSeconds: number
  readonly decodeSeconds: number
  /** Of answers in one piece. */
  readonly hops: () => HopReportPage
}

/** One finished answer, for the histograms. */
export type FinishedAnswer = {
  readonly promptTokens: number
  readonly outputTokens: number
  readonly finishReasons: readonly string[]
  /** ms */
  readonly toFirstMs: number | null
  readonly totalMs: number
}

export interface ServerMeter {
  firstToken(ms: number): void
  gap(ms: number, tokens: number): void
  queued(ms: number): void
  finished(answer: FinishedAnswer): void
  /** An answer in one piece was sent. */
  sentWhole(times: HopTimes): void
  failed(): void
  read(model: string, telemetry: EngineTelemetry, nowMs: number): ServerSnapshot
}

const latencyBounds = [
  0.001, 0.0025, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80, 160,
]
const gapBounds = [
  0.001, 0.0025, 0.005, 0.0075, 0.01, 0.0125, 0.015, 0.02, 0.025, 0.03, 0.04, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 1,
  2.5, 5, 10,
]
const tokenBounds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000]

/** The server's own measurements, kept as histograms so that their size does not depend on the load. */
export function createServerMeter(startedAtMs: number): ServerMeter {
  const ttft = createHistogram(latencyBounds)
  const interToken = createHistogram(gapBounds)
  const perOutputToken = createHistogram(gapBounds)
  const endToEnd = createHistogram(latencyBounds)
  const meanPerToken = createHistogram(gapBounds)
  const queued = createHistogram(latencyBounds)
  const promptTokens = createHistogram(tokenBounds)
  const generationTokens = createHistogram(tokenBounds)
  const hops = createHopLatencies()
  const reasons: Record<string, number> = {}
  let failures = 0
  let prefillSeconds = 0
  let decodeSeconds = 0
  return {
    firstToken: (ms) => ttft.observe(ms / 1000),
    gap(ms, tokens) {
      interToken.observe(ms / 1000)
      perOutputToken.observe(ms / 1000 / Math.max(1, tokens))
    },
    queued: (ms) => queued.observe(ms / 1000),
    finished(answer) {
      endToEnd.observe(answer.totalMs / 1000)
      promptTokens.observe(answer.promptTokens)
      generationTokens.observe(answer.outputTokens)
      for (const reason of answer.finishReasons) reasons[reason] = (reasons[reason] ?? 0) + 1
      if (answer.toFirstMs === null) return
      if (answer.outputTokens > 1) {
        meanPerToken.observe((answer.totalMs - answer.toFirstMs) / (answer.outputTokens - 1) / 1000)
      }
      prefillSeconds += answer.toFirstMs / 1000
      decodeSeconds += (answer.totalMs - answer.toFirstMs) / 1000
    },
    sentWhole: hops.add,
    failed() {
      failures += 1
    },
    read: (model, telemetry, nowMs) => ({
      model,
      telemetry,
      uptimeSeconds: (nowMs - startedAtMs) / 1000,
      finished: { ...reasons },
      failed: failures,
      ttft: ttft.state(),
      interToken: interToken.state(),
      perOutputToken: perOutputToken.state(),
      endToEnd: endToEnd.state(),
      meanPerToken: meanPerToken.state(),
      queued: queued.state().count > 0 ? queued.state() : null,
      promptTokens: promptTokens.state(),
      generationTokens: generationTokens.state(),
      prefillSeconds,
      decodeSeconds,
      hops: hops.page,
    }),
  }
}
