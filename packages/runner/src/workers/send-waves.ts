import type { EngineClient } from '@sagellm-benchmark/clients'
import type { Clock, PlannedRequest, RequestRecord, RunPlan, WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import { createOverheadMonitor } from '../overhead/overhead-monitor.js'
import { driveDealtShare } from './drive-dealt-share.js'
import { createIncoming } from './incoming.js'
import type { DealtRequest, FromWorker } from './messages.js'

/** Few, because this is about code: a run that may open few files needs them for its load. */
const PLACES = 4
/** Requests that are looked at together. */
const WAVE = 16
const FEWEST_WAVES = 3
/** A wave that took no less than this share of the quickest one before it shows that no more is to be gained. */
const SETTLED = 0.9
const ANSWER_TOKENS = 12

type Waves = { readonly plan: RunPlan; readonly clock: Clock; readonly signal: AbortSignal }

/**
 * Drives a load as a load thread does, in waves of requests, until they get no quicker or the signal ends it. Its records go nowhere.
 *
 * @returns why a request failed; `null` where none did.
 * @throws BenchError as `driveShare`.
 */
export async function sendWaves(client: EngineClient, { plan, clock, signal }: Waves): Promise<string | null> {
  const workload = { ...(plan.workloads[0] as WorkloadPlan), sessions: null }
  const watch = createWaveWatch()
  let sent = 0
  let problem: string | null = null
  const deal = () => {
    const dealt = Array.from({ length: WAVE }, (_, at) => aDealtRequest(workload, sent + at))
    sent += WAVE
    incoming.accept({ kind: 'requests', phase: 'measured', dealt, last: false })
  }
  const endDealing = () => incoming.accept({ kind: 'requests', phase: 'measured', dealt: [], last: true })
  const take = (record: RequestRecord) => {
    if (signal.aborted || problem !== null) return
    if (record.errorClass !== null) problem = record.errorMessage ?? record.errorClass
    const verdict = watch.add(record.endAt - record.startAt)
    if (problem !== null || verdict === 'settled') endDealing()
    else if (verdict === 'next') deal()
  }
  const hear = (message: FromWorker) => {
    if (message.kind === 'prepared') incoming.accept({ kind: 'start', atMonotonicMs: clock.now() })
    if (message.kind === 'records') message.records.forEach(take)
  }
  const incoming = createIncoming(hear)
  const stop = () => {
    incoming.accept({ kind: 'stop' })
    endDealing()
  }
  incoming.accept({ kind: 'requests', phase: 'warmup', dealt: [], last: true })
  deal()
  if (signal.aborted) stop()
  signal.addEventListener('abort', stop, { once: true })
  try {
    const monitor = createOverheadMonitor(clock)
    const shape = { places: PLACES, connections: PLACES, ahead: WAVE, openingMs: 0 }
    const message = {
      ...{ kind: 'drive' as const, plan, workload, shape: { ...shape, drive: 'slots' as const, openLoop: false } },
      ...{ usedMs: 0, openMayFail: false, firstDueMs: null, axisFromMonotonicMs: 0 },
    }
    const identity = () => client.identity
    await driveDealtShare({ client, clock, monitor }, { message, incoming, post: hear, identity, toMonotonicMs: 0 })
    return problem
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** Judges requests by waves: whether another one is worth sending. */
function createWaveWatch() {
  let [count, totalMs, waves] = [0, 0, 0]
  let quickestMs = Number.POSITIVE_INFINITY
  return {
    /** @returns what follows, where the request was the last of its wave. */
    add(ms: number): 'next' | 'settled' | null {
      count += 1
      totalMs += ms
      if (count < WAVE) return null
      waves += 1
      const settled = waves >= FEWEST_WAVES && totalMs >= SETTLED * quickestMs
      quickestMs = Math.min(quickestMs, totalMs)
      count = 0
      totalMs = 0
      return settled ? 'settled' : 'next'
    },
  }
}

function aDealtRequest({ name: workload, sampling }: WorkloadPlan, index: number): DealtRequest {
  const request: PlannedRequest['request'] = {
    ...sampling,
    input: { kind: 'text', text: 'Warm up, please.' },
    maxTokens: ANSWER_TOKENS,
    seed: null,
    stop: [],
    choices: 1,
    extraBody: {},
  }
  const planned: PlannedRequest = {
    requestId: `warm-up-${index}`,
    workload,
    phase: 'measured',
    round: 0,
    index,
    dueAtMs: null,
    request,
    intendedPromptTokens: null,
    promptLengthBasis: 'estimate',
  }
  return { planned, batch: null, pauseMs: 0 }
}
