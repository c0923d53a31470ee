import { aRecord, virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test } from 'vitest'
import { aPlan, aRequest } from '../testing/planned-requests.js'
import { createProgress } from './progress.js'

const identity = {
  label: 'x',
  engine: 'x',
  model: 'm',
  transport: 'raw',
  stampSource: 'socket_read' as const,
  simulated: false,
  maxModelLen: null,
  notices: [],
}

function started(stop: { durationSeconds: number | null } = { durationSeconds: null }) {
  const clock = virtualClock()
  const plan = aPlan({
    load: { kind: 'closed', concurrency: 2, rampUpSeconds: 0 },
    requests: 10,
    rounds: 2,
    plan: { stop },
  })
  const progress = createProgress(clock)
  progress.onStart?.({ plan, at: 0 })
  const workload = plan.workloads[0] as (typeof plan.workloads)[0]
  progress.onWorkloadStart?.({ workload, index: 0, at: 0, identity, finishedBefore: 0 })
  return { clock, progress }
}

test('before anything was sent, nothing is estimated', () => {
  const { progress } = started()
  expect(progress.snapshot()).toMatchObject({
    workload: 'W',
    done: 0,
    inFlight: 0,
    total: 20,
    rateRps: null,
    etaMs: null,
  })
})

test('rate, tokens and the time left follow from what ended', async () => {
  const { clock, progress } = started()
  for (let index = 0; index < 6; index += 1) progress.onSend?.(aRequest({ index }))
  await clock.advance(2000)
  for (let index = 0; index < 4; index += 1) progress.onRecord?.(aRecord({ outputTokens: 10 }))
  progress.onRecord?.(aRecord({ errorClass: 'server_error', outputTokens: null }))
  expect(progress.snapshot()).toMatchObject({
    done: 5,
    failed: 1,
    inFlight: 1,
    phase: 'measured',
    rateRps: 2.5,
    outputTokensPerSecond: 20,
    elapsedMs: 2000,
    etaMs: 6000,
  })
})

test('nothing is estimated while fewer have ended than are under way: a batch does not go on as its warm-up went', async () => {
  const { clock, progress } = started()
  progress.onSend?.(aRequest())
  await clock.advance(1000)
  progress.onRecord?.(aRecord())
  for (let index = 1; index < 9; index += 1) progress.onSend?.(aRequest({ index }))
  expect(progress.snapshot()).toMatchObject({ done: 1, inFlight: 8, rateRps: 1, etaMs: null })
  await clock.advance(1000)
  for (let index = 0; index < 4; index += 1) progress.onRecord?.(aRecord())
  expect(progress.snapshot()).toMatchObject({ done: 5, inFlight: 4, etaMs: 6000 })
})

test('tokens that nobody counted make the token rate unknown, not low', async () => {
  const { clock, progress } = started()
  progress.onSend?.(aRequest())
  progress.onSend?.(aRequest({ index: 1 }))
  await clock.advance(2000)
  progress.onRecord?.(aRecord({ outputTokens: 10 }))
  progress.onRecord?.(aRecord({ outputTokens: null }))
  expect(progress.snapshot()).toMatchObject({ rateRps: 1, outputTokensPerSecond: null })
})

test('measured requests are counted as the result counts them: warm-up apart, what the run cut off no failure', () => {
  const { progress } = started()
  for (let index = 0; index < 4; index += 1) progress.onSend?.(aRequest({ index }))
  progress.onRecord?.(aRecord({ phase: 'warmup', errorClass: 'server_error' }))
  progress.onRecord?.(aRecord())
  progress.onRecord?.(aRecord({ errorClass: 'cancelled_by_run' }))
  expect(progress.snapshot()).toMatchObject({
    done: 2,
    failed: 0,
    cancelledByRun: 1,
    warmup: { done: 1, failed: 1 },
    inFlight: 1,
    total: 20,
  })
})

test('a run limited by time counts down from its first measured request', async () => {
  const { clock, progress } = started({ durationSeconds: 30 })
  await clock.advance(1000)
  progress.onSend?.(aRequest())
  await clock.advance(4000)
  expect(progress.snapshot()).toMatchObject({ total: null, etaMs: 26_000 })
})

test('the rate forgets what is older than ten seconds', async () => {
  const { clock, progress } = started()
  progress.onSend?.(aRequest())
  progress.onRecord?.(aRecord())
  await clock.advance(11_000)
  expect(progress.snapshot()).toMatchObject({ done: 1, rateRps: null })
})
