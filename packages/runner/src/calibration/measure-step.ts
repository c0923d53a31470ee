import { percentile } from '@sagellm-benchmark/metrics'
import type { CalibrationStep } from '@sagellm-benchmark/protocol-types/artifacts'
import {
  type PlannedRequest,
  type RequestRecord,
  RunPlan,
  systemClock,
  type TargetPlan,
} from '@sagellm-benchmark/protocol-types'
import type { LoadGenerator } from '../load/load-generator.js'
import { requestsFrom } from '../load/request-source.js'
import { runPlan } from '../load/run-plan.js'
import { startLoadThreads } from '../workers/start-load-threads.js'
import { stampErrors, type StampErrors } from './stamp-errors.js'

type EndpointTarget = Extract<TargetPlan, { readonly kind: 'endpoint' }>

/** A load to calibrate with. */
export type CalibrationLoad = { readonly streams: number; readonly tokensPerSecond: number }

/** A server that records when it wrote each token. It must not run on this thread, where its work would delay the client. */
export interface CalibrationServer {
  /** Base URL, with `/v1`. */
  readonly url: string
  /**
   * CLOCK_MONOTONIC, ms, of every write that held a generated token, the statement before the write, in order.
   *
   * @returns `null` for a request that it does not know.
   */
  tokenWrites(requestId: string): Promise<readonly number[] | null>
  close(): Promise<void>
}

/** Starts a server that can step so many streams at this rate, one token a chunk and a chunk a write. */
export type StartCalibrationServer = (load: CalibrationLoad) => Promise<CalibrationServer>

export type MeasureStepOptions = {
  readonly startServer: StartCalibrationServer
  readonly transport: EndpointTarget['transport']
  readonly workers: number
  /** Length of each stream. */
  readonly seconds: number
  readonly signal?: AbortSignal
}

export type StepMeasurement = Omit<CalibrationStep, 'attempts' | 'withinLimit'> & {
  /** The transport that `auto` came to. */
  readonly transport: string
  /** Of each stream, the median; `null` where none has two tokens. */
  readonly achievedTokensPerSecond: number | null
}

/** Measures the stamp error at one load: all streams released together, after a short round of warm-up. */
export async function measureStep(load: CalibrationLoad, options: MeasureStepOptions): Promise<StepMeasurement> {
  const { streams, tokensPerSecond } = load
  const { workers, signal } = options
  const clock = systemClock()
  const server = await options.startServer(load)
  const plan = planOf(load, server.url, options)
  let client: LoadGenerator | null = null
  const records: RequestRecord[] = []
  try {
    client = await startLoadThreads({ plan, threads: workers, clock })
    const result = await runPlan({
      plan,
      client,
      clock,
      requests: requestsFrom(requestsOf(plan, streams)),
      observers: [{ onRecord: (record) => void (record.phase === 'measured' && records.push(record)) }],
      // Half a step is no result, so it is cut off and not drained.
      ...(signal ? { signal, stopSignal: signal } : {}),
    })
    signal?.throwIfAborted()
    const errors = await stampErrors(records, {
      toMonotonicMs: result.clockOffsets.toMonotonicMs,
      writesOf: (requestId) => server.tokenWrites(requestId),
    })
    const overhead = result.workloads[0]?.clientOverhead
    const cpuShare = overhead?.cpuShare ?? null
    const readLatenessP99Ms = overhead?.readLateness?.p99Ms ?? null
    const failedRequests = records.filter(({ errorClass }) => errorClass !== null).length
    const { transport } = client.identity
    const achievedTokensPerSecond = percentile(Float64Array.from(records.flatMap(rateOf)).sort(), 0.5)
    const kept = { achievedTokensPerSecond, failedRequests, cpuShare, readLatenessP99Ms }
    return { streams, tokensPerSecond, transport, ...kept, ...figures(errors) }
  } finally {
    await client?.close()
    await server.close()
  }
}

function planOf(load: CalibrationLoad, url: string, { transport, seconds }: MeasureStepOptions): RunPlan {
  return RunPlan.parse({
    target: { kind: 'endpoint', label: 'calibration', url, transport },
    workloads: [
      {
        name: 'calibration',
        source: 'short_qa',
        promptTokens: 8,
        outputTokens: Math.max(2, Math.round(load.tokensPerSecond * seconds)),
        requests: load.streams,
        load: { kind: 'batch', size: load.streams },
      },
    ],
    warmup: { requests: load.streams },
  })
}

const WARMUP_TOKENS = 20

function requestsOf(plan: RunPlan, streams: number): PlannedRequest[] {
  const workload = plan.workloads[0]?.name ?? ''
  const outputTokens = plan.workloads[0]?.outputTokens ?? WARMUP_TOKENS
  return (['warmup', 'measured'] as const).flatMap((phase) =>
    Array.from({ length: streams }, (_, index) => ({
      requestId: `calibration-${phase}-${index}`,
      workload,
      phase,
      round: 0,
      index,
      dueAtMs: 0,
      request: {
        input: { kind: 'messages' as const, messages: [{ role: 'user' as const, content: `Stream ${index}: count.` }] },
        maxTokens: phase === 'warmup' ? Math.min(WARMUP_TOKENS, outputTokens) : outputTokens,
        ignoreEos: true,
        temperature: 0,
        topP: null,
        topK: null,
        seed: null,
        stop: [],
        choices: 1,
        stream: true,
        extraBody: {},
      },
      intendedPromptTokens: null,
      promptLengthBasis: 'estimate' as const,
    })),
  )
}

function rateOf({ tokenAt, errorClass }: RequestRecord): number[] {
  const [first, last] = [tokenAt[0], tokenAt.at(-1)]
  if (errorClass !== null || first === undefined || last === undefined || last <= first) return []
  return [((tokenAt.length - 1) / (last - first)) * 1000]
}

function figures({ first, later }: StampErrors) {
  return {
    tokens: later.length,
    errorP50Ms: percentile(later, 0.5),
    errorP99Ms: percentile(later, 0.99),
    errorMaxMs: later.at(-1) ?? null,
    firstTokenErrorP99Ms: percentile(first, 0.99),
  }
}
