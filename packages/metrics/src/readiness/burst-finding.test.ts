import { BenchError, type RequestRecord } from '@sagellm-benchmark/protocol-types'
import { BurstFinding } from '@sagellm-benchmark/protocol-types/readiness'
import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test } from 'vitest'
import { burstFinding } from './burst-finding.js'
import { recoveryGateOf } from './recovery-gate.js'

/** A steady request each second; 20 more at second 10, of which one is served every 0.5 s, and the steady ones wait behind them. */
const BURST = 20
const SERVICE_MS = 500
const BURST_AT = 10_000

function load({ failed = [] as number[], seconds = 40, slowBefore = false } = {}): RequestRecord[] {
  const due = [
    ...Array.from({ length: 11 }, (_, at) => at * 1000),
    ...Array.from({ length: BURST }, () => BURST_AT),
    ...Array.from({ length: seconds - 11 }, (_, at) => (11 + at) * 1000),
  ]
  let free = 0
  return due.map((scheduledAt, index) => {
    const begins = Math.max(free, scheduledAt)
    free = begins + SERVICE_MS
    const errorClass = failed.includes(index) ? ('server_error' as const) : null
    const ttftMs = free - scheduledAt + (slowBefore && scheduledAt < BURST_AT ? 2000 : 0)
    const fields = { index, scheduledAt, startAt: scheduledAt, ttftMs, gapMs: 1 }
    return aRecord(errorClass === null ? fields : { ...fields, errorClass, outputTokens: 0, endAt: free })
  })
}

const options = (thresholds: string[], windowRequests = 1) => ({
  burst: { from: 11, count: BURST },
  gate: recoveryGateOf(thresholds),
  windowRequests,
})

test('the queue of a burst, how long it stood, and when the last of it was served', () => {
  const finding = burstFinding(load(), options([])) as BurstFinding
  expect(BurstFinding.parse(finding)).toEqual(finding)
  // The steady request of second 10 is served first, so that all of the burst waits, and one more.
  expect(finding).toMatchObject({
    burstRequests: BURST,
    steadyRequests: 40,
    failed: 0,
    waitingBefore: 1,
    waitingPeak: BURST + 1,
    burstServedS: 10.5,
    steadyTtftMs: 500,
    worstTtftMs: 10_500,
    verdict: 'not_judged',
    burstRecoveryS: null,
  })
  // Twenty-one stand before the request of second 11; each second brings one and takes two. Both are gone at second 31.
  expect(finding.queueClearedS).toBeGreaterThan(19)
  expect(finding.queueClearedS).toBeLessThan(21)
})

test('limits on each request hold again from the first arrival on after which all keep them', () => {
  // Steady request k seconds after the burst waits (20 - k) x 0.5 s and is served in 0.5 s: 600 ms are kept from k = 20 on.
  expect(burstFinding(load(), options(['ttft<600']))).toMatchObject({
    heldBefore: true,
    verdict: 'recovered',
    burstRecoveryS: 20,
    brokenAtS: 19,
  })
})

test('a figure is held against windows, which may let some requests miss it', () => {
  const strict = burstFinding(load(), options(['ttft.max<600'], 5)) as BurstFinding
  const median = burstFinding(load(), options(['ttft.p50<600'], 5)) as BurstFinding
  expect(strict).toMatchObject({ verdict: 'recovered', burstRecoveryS: 20 })
  // Three of five arrivals are enough.
  expect(median).toMatchObject({ verdict: 'recovered', burstRecoveryS: 18 })
})

test('limits that are kept all the time, that never hold again, or that did not hold before', () => {
  expect(burstFinding(load(), options(['ttft<20s']))).toMatchObject({ verdict: 'kept', burstRecoveryS: 0 })
  expect(burstFinding(load({ seconds: 25 }), options(['ttft<600']))).toMatchObject({
    verdict: 'not_recovered',
    burstRecoveryS: null,
    brokenAtS: 14,
  })
  expect(burstFinding(load({ slowBefore: true }), options(['ttft<600']))).toMatchObject({
    heldBefore: false,
    verdict: 'not_held_before',
    burstRecoveryS: null,
  })
})

test('a failure keeps no limit, and a burst with one was not served whole', () => {
  const late = load({ failed: [55] })
  const [found] = late.filter(({ index }) => index === 55)
  const seconds = ((found as RequestRecord).scheduledAt - BURST_AT) / 1000
  expect(burstFinding(late, options(['ttft<600']))).toMatchObject({
    failed: 1,
    verdict: 'recovered',
    burstRecoveryS: seconds + 1,
  })
  expect(burstFinding(load({ failed: [15] }), options([]))).toMatchObject({ failed: 1, burstServedS: null })
})

test('nothing is said where there is no burst, or too little behind it', () => {
  expect(burstFinding(load().slice(0, 11), options(['ttft<600']))).toBeNull()
  expect(burstFinding(load({ seconds: 13 }), options(['ttft<600'], 10))).toMatchObject({ verdict: 'not_judged' })
})

test('a limit on a rate is refused, because a burst changes it itself', () => {
  expect(() => recoveryGateOf(['output_throughput>10'])).toThrow(BenchError)
  expect(recoveryGateOf(['errors<1%', 'ttft<1s']).thresholds).toHaveLength(1)
})
