import { setMaxListeners } from 'node:events'
import type { EngineClient } from '@sagellm-benchmark/clients'
import type { Clock, PlannedRequest, RequestRecord, WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import { createGrowingSamples } from '../overhead/growing-samples.js'
import type { OverheadMonitor } from '../overhead/overhead-monitor.js'
import { batchLoop } from './batch-loop.js'
import { closedLoop } from './closed-loop.js'
import { connectionsFor, requestsAhead } from './prepare-for.js'
import { createFlights } from './flights.js'
import type { Load } from './load.js'
import type { DrivenLoad, DriveOptions } from './load-generator.js'
import { openLoop } from './open-loop.js'
import { createRecorder } from './recorder.js'
import { createRequestQueue } from './request-queue.js'
import type { StopReason } from './run-result.js'

/** After a cut-off the client has this long to hand over the record. */
const CANCEL_GRACE_MS = 5_000

export type ThreadOptions = {
  readonly client: EngineClient
  readonly clock: Clock
  readonly monitor: OverheadMonitor
  /** Where several threads work together. @default this thread decides alone */
  readonly together?: Together
}

/** How a thread keeps step with others. Times are on its own clock. */
export type Together = {
  /** Reports that everything is prepared; resolves with the common start. */
  startAt(): Promise<number>
  sameBatch(a: PlannedRequest, b: PlannedRequest): boolean
  releaseAt(first: PlannedRequest): Promise<number>
}

/** Drives the load of one workload from its first warm-up request to its last record. */
export async function driveWorkload(thread: ThreadOptions, options: DriveOptions): Promise<DrivenLoad> {
  const { client, clock, monitor, together = null } = thread
  const { plan, workload, shiftMs, finished } = options
  const ahead = requestsAhead(workload)
  const warmup = createRequestQueue(options.requests.warmup(workload), { clock, ahead, skip: finished })
  const measured = createRequestQueue(options.requests.measured(workload), { clock, ahead, skip: finished })
  const sending = new AbortController()
  // Every place of a closed loop may wait on it.
  setMaxListeners(0, sending.signal)
  const lateness = createGrowingSamples()
  const openLoopLoad = workload.load.kind !== 'closed' && workload.load.kind !== 'batch'
  let failure: { readonly error: unknown } | null = null
  let deadline = Number.POSITIVE_INFINITY
  let measuredFrom: number | null = null
  let cancelTimers: (() => void)[] = []
  let records = 0
  let failed = 0
  let cancelled = 0

  const stop = (reason: StopReason | 'failed') => {
    if (!sending.signal.aborted) sending.abort(reason)
  }
  const fail = (error: unknown) => {
    failure ??= { error }
    stop('failed')
    void flights.cancel({ graceMs: CANCEL_GRACE_MS, flag: 'interrupted' })
  }
  const recorder = createRecorder({
    sink: options.sink,
    onFailure: fail,
    onRecorded(record) {
      records += 1
      if (record.errorClass === 'cancelled_by_run') cancelled += 1
      else if (record.errorClass !== null) failed += 1
      options.onRecord(record)
    },
  })
  const flights = createFlights({
    clock,
    client,
    keepText: plan.keepText,
    onSend: options.onSend,
    onRecord: (record) => recorder.push(shiftMs === 0 ? record : shifted(record, shiftMs)),
    onFailure: fail,
  })

  const mayStart = () => {
    if (clock.now() >= deadline) stop('duration')
    return !sending.signal.aborted
  }

  const beginMeasuring = (at: number) => {
    measuredFrom = at
    monitor.start()
    const { durationSeconds } = plan.stop
    if (durationSeconds === null) return
    deadline = at + durationSeconds * 1000 - options.usedMs
    cancelTimers.push(clock.setTimer(deadline - clock.now(), () => stop('duration')))
  }

  // The warm-up lasts for the stated number of requests and the stated time, whichever is longer.
  let warmupTaken = 0
  const takeWarmup = async (): Promise<PlannedRequest | null> => {
    const counted = warmupTaken + warmup.skipped() >= plan.warmup.requests
    const warmupMs = plan.warmup.seconds * 1000
    if (counted && !openLoopLoad && clock.now() - load.startedAt >= warmupMs) return null
    const next = await warmup.take()
    if (next && counted && openLoopLoad && (next.dueAtMs ?? 0) >= warmupMs) return null
    warmupTaken += 1
    return next
  }

  let warming = true
  const load: Load & { startedAt: number } = {
    clock,
    startedAt: 0,
    sending: sending.signal,
    mayStart,
    sameBatch: together?.sameBatch ?? null,
    releaseAt: (first) => together?.releaseAt(first) ?? Promise.resolve(clock.now()),
    inFlight: flights.inFlight,
    below: flights.below,
    async take() {
      if (!mayStart()) return null
      const next = warming ? await takeWarmup() : null
      if (next) return mayStart() ? next : null
      warming = false
      const planned = await measured.take()
      if (planned === null) stop('requests')
      return planned !== null && mayStart() ? planned : null
    },
    send(planned, timing) {
      if (measuredFrom === null && planned.phase === 'measured') beginMeasuring(timing?.scheduledAt ?? clock.now())
      return flights.send(planned, timing)
    },
    noteLateness(planned, latenessMs) {
      if (planned.phase === 'measured') lateness.push(latenessMs)
    },
  }

  const drain = () => {
    const reason = sending.signal.reason as StopReason | 'failed'
    if (reason === 'requests' || reason === 'failed') return
    const interrupted = reason === 'interrupted'
    const flag = interrupted ? { flag: 'interrupted' } : {}
    const cutOff = () => void flights.cancel({ graceMs: CANCEL_GRACE_MS, ...flag })
    if (plan.stop.drain === 'cancel' && !interrupted) cutOff()
    else cancelTimers.push(clock.setTimer(plan.stop.drainSeconds * 1000, cutOff))
  }
  const interrupt = () => stop('interrupted')
  const stopNow = () => {
    stop('interrupted')
    void flights.cancel({ graceMs: CANCEL_GRACE_MS, flag: 'interrupted' })
  }
  sending.signal.addEventListener('abort', drain, { once: true })
  options.signal.addEventListener('abort', interrupt, { once: true })
  options.stopSignal.addEventListener('abort', stopNow, { once: true })

  try {
    if (options.signal.aborted || options.stopSignal.aborted) return outcome(null, null)
    await Promise.all([warmup.fill(), measured.fill()])
    const first = warmup.peek() ?? measured.peek()
    if (first === null) {
      stop('requests')
      return outcome(null, null)
    }
    await client.open({ connections: connectionsFor(workload), signal: options.stopSignal })
    if (!mayStart()) return outcome(null, null)

    // A resumed schedule goes on with its first open request; the arrivals after it keep their gaps.
    const resumedAtMs = openLoopLoad && finished.size > 0 ? (first.dueAtMs ?? 0) : 0
    const startedAt = together ? await together.startAt() : clock.now()
    load.startedAt = startedAt - resumedAtMs
    options.onStarted()
    try {
      await runShape(load, workload)
    } catch (error) {
      fail(error)
    }
    await flights.below(1)
    await recorder.idle().catch(fail)
    const ended = clock.now()
    if (failure) throw (failure as { error: unknown }).error
    return outcome(startedAt, ended)
  } finally {
    for (const cancel of cancelTimers) cancel()
    cancelTimers = []
    options.signal.removeEventListener('abort', interrupt)
    options.stopSignal.removeEventListener('abort', stopNow)
    await Promise.all([warmup.close(), measured.close()])
  }

  function outcome(startedAt: number | null, endedAt: number | null): DrivenLoad {
    const reason = sending.signal.aborted ? (sending.signal.reason as StopReason) : 'not_started'
    const onAxis = (at: number | null) => (at === null ? null : at + shiftMs)
    return {
      workload,
      stopReason: startedAt === null && reason !== 'requests' ? 'not_started' : reason,
      startedAt: onAxis(startedAt),
      measuredFrom: onAxis(measuredFrom),
      endedAt: onAxis(endedAt),
      records,
      failed,
      cancelledByRun: cancelled,
      skipped: warmup.skipped() + measured.skipped(),
      peakInFlight: flights.peak(),
      sample: measuredFrom === null ? notSampled : monitor.stop(),
      latenessMs: lateness.values(),
    }
  }
}

const notSampled = { eventLoopDelayP99Ms: null, eventLoopDelayMaxMs: null, cpuShare: null }

function runShape(load: Load, { load: shape }: WorkloadPlan): Promise<void> {
  switch (shape.kind) {
    case 'closed':
      return closedLoop(load, shape)
    case 'batch':
      return batchLoop(load, shape)
    default:
      return openLoop(load, shape)
  }
}

function shifted(record: RequestRecord, ms: number): RequestRecord {
  const move = (at: number | null) => (at === null ? null : at + ms)
  return {
    ...record,
    scheduledAt: record.scheduledAt + ms,
    startAt: record.startAt + ms,
    sentAt: move(record.sentAt),
    headersAt: move(record.headersAt),
    firstTokenAt: move(record.firstTokenAt),
    firstOutputAt: move(record.firstOutputAt),
    tokenAt: record.tokenAt.map((at) => at + ms),
    lastTokenAt: move(record.lastTokenAt),
    endAt: record.endAt + ms,
  }
}
