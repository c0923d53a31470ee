import type { EngineClient } from '@sagellm-benchmark/clients'
import { aggregate } from '@sagellm-benchmark/metrics'
import { reconcileCounts } from '@sagellm-benchmark/probes/telemetry'
import { PlannedRequest, type RequestRecord, RunPlan } from '@sagellm-benchmark/protocol-types'
import type { AggregatedMetrics, CalibrationFile } from '@sagellm-benchmark/protocol-types/artifacts'
import { createRandom } from '@sagellm-benchmark/protocol-types/random'
import { ServerCounters } from '@sagellm-benchmark/protocol-types/telemetry'
import { aRecord, virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { createReferenceEngine, type ReferenceEngine } from '@sagellm-benchmark/reference-engine'
import { requestsFrom, runPlan, type RunPlanOptions } from '@sagellm-benchmark/runner'

/** One fault of a measurement, of known size; what is not named is not there. */
export type Injection = {
  /** Spread of the work of a request, as a share. @default 0.1 */
  readonly requestNoise?: number
  /** By so much each round is slower than the one before, as a share. @default 0 */
  readonly drift?: number
  /** Each stamp of the client is late by 0 to so many ms. @default 0 */
  readonly lateMs?: number
  /** The client stands still for so long in the middle of every tenth answer, ms. @default 0 */
  readonly stallMs?: number
  /** Tokens of the prompts; 64 are asked for. @default 64 */
  readonly promptTokens?: number
  /** Requests of someone else between two of ours, in every tenth pause. @default 0 */
  readonly strangers?: number
}

const ROUNDS = 10
const PER_ROUND = 6
const ASKED_TOKENS = 64
const OUTPUT_TOKENS = 6

/**
 * A run against the reference engine in this process and on a virtual clock, by the load engine and the reduction of the product; everything that may
 * err is known to be 0 but for what is injected and the chance of the requests.
 */
export async function injectedRun(injection: Injection = {}): Promise<AggregatedMetrics> {
  const { requestNoise = 0.1, drift = 0 } = injection
  const clock = virtualClock()
  const engines = Array.from({ length: ROUNDS }, (_, round) =>
    createReferenceEngine({
      ...{ clock, seed: 7 + round, noiseCv: 0.02, requestNoiseCv: requestNoise, speedFactor: 1 / (1 + drift * round) },
      ...{
        prefillBaseMs: 0,
        prefillTokensPerSecond: 1000,
        decodeStepMs: 10,
        decodePerSequenceMs: 0,
        prefixCache: false,
      },
    }),
  )
  const client = watchedClient(engines, { clock, injection })
  const records: RequestRecord[] = []
  const result = await whole(clock, {
    plan: planOf(),
    client,
    requests: requestsFrom(requestsOf(injection)),
    clock: client.clock,
    monitor: client.monitor,
    calibration: calibratedAs(injection),
    observers: [{ onRecord: (record) => void records.push(record) }],
  })
  const served = engines.reduce((sum, engine) => sum + (engine.telemetry().requestsTotal ?? 0), 0)
  const sent = { requests: records.length, promptTokens: null, outputTokens: null }
  const counters = { requests: { delta: served } } as Parameters<typeof reconcileCounts>[0]['counters']
  const serverCounters = ServerCounters.parse({ checks: reconcileCounts({ counters }, sent) })
  return aggregate(records, { clientOverhead: result.workloads[0]?.clientOverhead ?? null, serverCounters })
}

type Watched = { readonly clock: ReturnType<typeof virtualClock>; readonly injection: Injection }

/** Reads an engine without a wire, with a clock that the injection spoils, and knows what the injection did. */
function watchedClient(engines: readonly ReferenceEngine[], { clock, injection }: Watched) {
  const { lateMs = 0, stallMs = 0, strangers = 0 } = injection
  const random = createRandom(11)
  const stalls: { readonly at: number; readonly ms: number }[] = []
  let sent = 0

  /** What the client reads on its clock where it wants to know the time of now. */
  const stamp = () => {
    const now = clock.now()
    const stall = stalls.find(({ at, ms }) => at <= now && now < at + ms)
    return (stall ? stall.at + stall.ms : now) + lateMs * random.uniform()
  }

  const send: EngineClient['send'] = async (planned, { scheduledAt } = {}) => {
    const engine = engines[planned.round] as ReferenceEngine
    const tenth = (sent += 1) % 10 === 0
    const startAt = clock.now()
    const tokenAt: number[] = []
    for await (const step of engine.generate(planned.request, { requestId: planned.requestId })) {
      tokenAt.push(...step.tokenIds.map(stamp))
      // Over before the last token, so that it holds up stamps and no answer.
      if (tenth && stallMs > 0 && tokenAt.length === 2) stalls.push({ at: clock.now() + 1, ms: stallMs })
    }
    const { requestId, workload, phase, round, index, requestedPromptTokens = null, intendedPromptTokens } = planned
    const record = aRecord({
      ...{ requestId, workload, phase, round, index, startAt, scheduledAt: scheduledAt ?? startAt },
      ...{
        tokenAt,
        outputTokens: tokenAt.length,
        requestedOutputTokens: OUTPUT_TOKENS,
        endAt: tokenAt.at(-1) as number,
      },
      ...{ requestedPromptTokens, intendedPromptTokens, promptTokens: engine.countPromptTokens(planned.request) },
      transport: 'raw',
    })
    for (let stranger = 0; tenth && stranger < strangers; stranger += 1)
      for await (const _ of engine.generate(planned.request, { requestId: `${requestId}-${stranger}` })) continue
    return record
  }

  return {
    ...{ identity, send, async open() {}, async close() {} },
    clock,
    monitor: {
      start() {},
      stalledMs: (from: number, to: number) =>
        stalls.reduce((sum, { at, ms }) => sum + Math.max(0, Math.min(to, at + ms) - Math.max(from, at)), 0),
      stop: () => ({
        ...{ eventLoopDelayP99Ms: 0, eventLoopDelayMaxMs: 0, cpuShare: 0, processCpuShare: 0, cores: 2 },
        stalls: {
          count: stalls.length,
          totalMs: stalls.reduce((sum, { ms }) => sum + ms, 0),
          longest: stalls.slice(0, 20),
        },
      }),
    },
  }
}

const identity: EngineClient['identity'] = {
  ...{ label: 'reference', engine: 'reference-engine', model: 'reference-tiny', transport: 'raw' },
  ...{ stampSource: 'socket_read', simulated: true, maxModelLen: null, notices: [] },
}

function planOf(): RunPlan {
  const load = { kind: 'closed' as const, concurrency: 1 }
  const workload = { name: 'W', source: 'short_qa', promptTokens: ASKED_TOKENS, outputTokens: OUTPUT_TOKENS }
  return RunPlan.parse({
    target: { kind: 'simulated' },
    workloads: [{ ...workload, requests: PER_ROUND, load }],
    rounds: ROUNDS,
    warmup: { requests: 0, seconds: 0 },
  })
}

function requestsOf({ promptTokens = ASKED_TOKENS }: Injection): PlannedRequest[] {
  return Array.from({ length: ROUNDS * PER_ROUND }, (_, at) => {
    const tokenIds = Array.from({ length: promptTokens }, (_, token) => 300 + ((at * 13 + token * 7) % 500))
    return PlannedRequest.parse({
      ...{
        requestId: `W-${at}`,
        workload: 'W',
        phase: 'measured',
        round: Math.floor(at / PER_ROUND),
        index: at % PER_ROUND,
      },
      ...{ dueAtMs: null, requestedPromptTokens: ASKED_TOKENS, intendedPromptTokens: promptTokens },
      request: { input: { kind: 'tokens', tokenIds }, maxTokens: OUTPUT_TOKENS },
      promptLengthBasis: 'target_prompt',
    })
  })
}

/** What a calibration of this clock found. */
function calibratedAs({ lateMs = 0 }: Injection): CalibrationFile {
  const errorP99Ms = 0.99 * lateMs
  const step = {
    tokens: 1000,
    errorP50Ms: lateMs / 2,
    errorP99Ms,
    errorMaxMs: lateMs,
    firstTokenErrorP99Ms: errorP99Ms,
  }
  return {
    ...{ schemaVersion: 1, measuredAt: '2026-01-01T00:00:00Z', fingerprint: 'virtual', transport: 'raw', workers: 1 },
    machine: { cpu: 'virtual', cores: 1, kernel: 'virtual', runtime: 'virtual' },
    ...{ regime: 'aligned', limitMs: 1, highest: null },
    steps: [
      {
        ...step,
        streams: 1,
        tokensPerSecond: 100,
        readLatenessP99Ms: null,
        failedRequests: 0,
        cpuShare: 0,
        attempts: 1,
        withinLimit: lateMs < 1,
      },
    ],
  }
}

/** The whole run in virtual time. */
async function whole(clock: Watched['clock'], options: RunPlanOptions) {
  const running = runPlan(options)
  let over = false
  const ended = running.finally(() => (over = true)).catch(() => {})
  while (!over) {
    await clock.runAll(clock.now() + 600_000)
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 0))])
  }
  return running
}
