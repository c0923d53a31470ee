import { aggregate } from '@sagellm-benchmark/metrics'
import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { TimeParts } from '@sagellm-benchmark/protocol-types/telemetry'
import { GenerationRequest, type GenerationStep } from '@sagellm-benchmark/protocol-types/engine'
import { aRecord, virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { createReferenceEngine, type ReferenceEngine } from '@sagellm-benchmark/reference-engine'
import { expect, test } from 'vitest'

/** What lies between the scheduled arrival and the engine, and between the engine and the client, ms. */
const path = { clientWait: 4, connect: 2.5, there: 3, back: 1.5 }

type Answer = { readonly id: string; readonly arrivedAt: number; readonly steps: GenerationStep[] }

/** Twelve requests at an engine with two places, so that most of them queue; on a virtual clock. */
async function served(): Promise<{ readonly engine: ReferenceEngine; readonly answers: readonly Answer[] }> {
  const clock = virtualClock()
  const engine = createReferenceEngine({
    ...{ clock, seed: 3, maxBatchSize: 2, prefillBaseMs: 5, prefillTokensPerSecond: 1000, prefixCache: false },
    ...{ decodeStepMs: 10, decodePerSequenceMs: 1, noiseCv: 0.1, requestNoiseCv: 0.2 },
  })
  const answers = Array.from({ length: 12 }, (_, at): Answer => ({ id: `r${at}`, arrivedAt: 20 + 7 * at, steps: [] }))
  for (const [at, { id, arrivedAt, steps }] of answers.entries()) {
    const tokenIds = Array.from({ length: 20 + 5 * at }, (_, token) => 300 + ((at * 13 + token * 7) % 500))
    const request = GenerationRequest.parse({ input: { kind: 'tokens', tokenIds }, maxTokens: 8 + at })
    clock.setTimer(arrivedAt, () => {
      void (async () => {
        for await (const step of engine.generate(request, { requestId: id })) steps.push(step)
      })()
    })
  }
  await clock.runAll()
  return { engine, answers }
}

/** The record of a client at the other end of the path. `held`: so many tokens come with the first text. */
function recordOf({ id, arrivedAt, steps }: Answer, { held = 1, said = 'all' }: Seen = {}): RequestRecord {
  const made = steps.flatMap(({ tokenIds, atMs }) => tokenIds.map(() => atMs))
  const [first, last] = [made[0] as number, made.at(-1) as number]
  const seen = made.map((at, token) => (token < held ? (made[held - 1] as number) : at) + path.back)
  const queuedMs = steps[0]?.queuedMs ?? 0
  const prefillMs = first - arrivedAt - queuedMs
  const none = { tbtMs: null, tpotMs: null, throughputTps: null, peakMemMb: null, prefixHitRate: null }
  const decodeMs = last - first
  return aRecord({
    requestId: id,
    scheduledAt: arrivedAt - path.there - path.connect - path.clientWait,
    startAt: arrivedAt - path.there - path.connect,
    sentAt: arrivedAt - path.there,
    tokenAt: seen,
    outputTokens: made.length,
    engineMetrics: said === 'all' ? { ...none, ttftMs: first - arrivedAt, prefillMs, decodeMs } : null,
    engineTimings:
      said === 'timings' ? { promptMs: prefillMs, promptTokens: 20, decodeMs, decodeTokens: made.length } : null,
  })
}

type Seen = { readonly held?: number; readonly said?: 'all' | 'timings' | 'nothing' }

const partsOf = (record: RequestRecord) => aggregate([record]).timeParts as TimeParts

/** Each part within 1 ms of what it really was. */
function expectNear(parts: TimeParts, truth: Partial<TimeParts>): void {
  for (const [name, ms] of Object.entries(truth))
    expect(Math.abs((parts[name as keyof TimeParts] as number) - (ms as number)), name).toBeLessThan(1)
}

/** The truth of the engine's own log, not of what it says in its answers. */
function truthOf(engine: ReferenceEngine, id: string) {
  const { arrivedAtMs, admittedAtMs, tokenAtMs } = engine.groundTruth(id) as NonNullable<
    ReturnType<ReferenceEngine['groundTruth']>
  >
  const tokens = tokenAtMs[0] as number[]
  const [first, last] = [tokens[0] as number, tokens.at(-1) as number]
  const admitted = admittedAtMs as number
  return { tokens, queueMs: admitted - arrivedAtMs, prefillMs: first - admitted, first, last }
}

test('each part of every request is within 1 ms of what the reference engine knows it was', async () => {
  const { engine, answers } = await served()
  let longestQueue = 0
  for (const answer of answers) {
    const { queueMs, prefillMs, first, last } = truthOf(engine, answer.id)
    longestQueue = Math.max(longestQueue, queueMs)
    expectNear(partsOf(recordOf(answer)), {
      ...{ clientWaitMs: path.clientWait, connectMs: path.connect, networkMs: path.there + path.back },
      ...{ queueMs, prefillMs, coalescingMs: 0, decodeMs: last - first, unknownMs: 0 },
    })
  }
  expect(longestQueue).toBeGreaterThan(100)
})

test('tokens that a proxy held until the fourth are decoding that the client could not see', async () => {
  const { engine, answers } = await served()
  for (const answer of answers) {
    const { queueMs, prefillMs, tokens, first, last } = truthOf(engine, answer.id)
    const shown = last - (tokens[3] as number)
    expectNear(partsOf(recordOf(answer, { held: 4 })), {
      ...{ queueMs, prefillMs, coalescingMs: last - first - shown, decodeMs: shown },
      ...{ networkMs: path.there + path.back, unknownMs: 0 },
    })
  }
})

test('without a word of the queue it is unknown together with the network, and of nothing else', async () => {
  const { engine, answers } = await served()
  for (const answer of answers) {
    const { queueMs, prefillMs, first, last } = truthOf(engine, answer.id)
    const outside = queueMs + path.there + path.back
    expectNear(partsOf(recordOf(answer, { said: 'timings' })), {
      prefillMs,
      decodeMs: last - first,
      unknownMs: outside,
    })
    expectNear(partsOf(recordOf(answer, { said: 'nothing' })), { prefillMs: 0, unknownMs: outside + prefillMs })
  }
})
