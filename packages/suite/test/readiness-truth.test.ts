import { burstFinding, recoveryGateOf } from '@sagellm-benchmark/metrics/readiness'
import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { GenerationRequest } from '@sagellm-benchmark/protocol-types/engine'
import { aRecord, virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { createReferenceEngine, type ReferenceEngine } from '@sagellm-benchmark/reference-engine'
import { beforeAll, describe, expect, test } from 'vitest'

const BURST_AT = 5000
const BURST = { from: 20, count: 24 }
/** Four a second, and 24 more at second 5; of each the engine knows what it did. */
const arrivals = [
  ...Array.from({ length: 20 }, (_, at) => at * 250),
  ...Array.from({ length: BURST.count }, () => BURST_AT),
  ...Array.from({ length: 60 }, (_, at) => BURST_AT + at * 250),
]

let engine: ReferenceEngine
let records: RequestRecord[]
beforeAll(async () => {
  const clock = virtualClock()
  engine = createReferenceEngine({
    ...{ clock, seed: 5, maxBatchSize: 4, prefillBaseMs: 5, prefillTokensPerSecond: 4000, prefixCache: false },
    ...{ decodeStepMs: 20, decodePerSequenceMs: 1, noiseCv: 0.1, requestNoiseCv: 0.1 },
  })
  records = arrivals.map((scheduledAt, index) => aRecord({ index, scheduledAt, startAt: scheduledAt }))
  for (const [index, arrivedAt] of arrivals.entries()) {
    const tokenIds = Array.from({ length: 64 }, (_, token) => 300 + ((index * 13 + token * 7) % 500))
    const request = GenerationRequest.parse({ input: { kind: 'tokens', tokenIds }, maxTokens: 16 })
    clock.setTimer(arrivedAt, () => {
      void (async () => {
        const tokenAt: number[] = []
        for await (const step of engine.generate(request, { requestId: `r${index}` }))
          tokenAt.push(...step.tokenIds.map(() => step.atMs))
        records[index] = aRecord({
          index,
          scheduledAt: arrivedAt,
          startAt: arrivedAt,
          tokenAt,
          outputTokens: tokenAt.length,
        })
      })()
    })
  }
  await clock.runAll()
})

/** When the first token of a request was made, as the engine logged it. */
function firstToken(index: number): number {
  const truth = engine.groundTruth(`r${index}`)
  return truth?.tokenAtMs[0]?.[0] as number
}

const steady = arrivals
  .map((at, index) => ({ at, index }))
  .filter(({ index }) => index < BURST.from || index >= BURST.from + BURST.count)
const find = (threshold: string, windowRequests: number) =>
  burstFinding(records, { burst: BURST, gate: recoveryGateOf([threshold]), windowRequests })

describe('against what the reference engine knows of a burst', () => {
  test.each([40, 60, 100, 400])(
    'the limits hold again from the arrival on after which no TTFT is above %d ms',
    (limit) => {
      const after = steady.filter(({ at }) => at >= BURST_AT)
      const broken = after.filter(({ at, index }) => firstToken(index) - at > limit).at(-1)
      const finding = find(`ttft<${limit}`, 1)
      if (broken === undefined || finding?.heldBefore === false) return expect(finding?.verdict).not.toBe('recovered')
      const next = after.find(({ at }) => at > broken.at)
      expect(finding).toMatchObject({
        verdict: 'recovered',
        brokenAtS: (broken.at - BURST_AT) / 1000,
        burstRecoveryS: ((next?.at as number) - BURST_AT) / 1000,
      })
    },
  )

  test('some of these limits are broken by the burst, and kept again', () => {
    expect([40, 60, 100, 400].map((limit) => find(`ttft<${limit}`, 1)?.verdict)).toContain('recovered')
  })

  test('the queue that a client sees clears no earlier than that of the engine, and its last request is served at its first token', () => {
    const finding = find('ttft<100', 1)
    const burst = Array.from({ length: BURST.count }, (_, at) => BURST.from + at)
    expect(finding?.burstServedS).toBeCloseTo((Math.max(...burst.map(firstToken)) - BURST_AT) / 1000, 9)
    const admitted = burst.map((index) => engine.groundTruth(`r${index}`)?.admittedAtMs as number)
    expect(finding?.queueClearedS).toBeGreaterThan((Math.max(...admitted) - BURST_AT) / 1000)
    expect(finding?.waitingPeak).toBeGreaterThanOrEqual(BURST.count)
  })
})
