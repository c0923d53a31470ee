import type { ClientIdentity } from '@sagellm-benchmark/clients'
import { BenchError, type Clock, type PlannedRequest } from '@sagellm-benchmark/protocol-types'
import type { DrivenLoad, DriveOptions } from '../load/load-generator.js'
import { fillBudgetMs } from '../load/fill-budget.js'
import { createRecorder } from '../load/recorder.js'
import { createRequestQueue } from '../load/request-queue.js'
import { measureClockOffsets } from '../overhead/clock-offsets.js'
import { createBatchGate } from './batch-gate.js'
import { createDealer } from './dealer.js'
import { mergeDriven } from './merge-driven.js'
import type { FromWorker, ToWorker } from './messages.js'
import { sharePlan } from './share-plan.js'

/** The connection to one worker. */
export type WorkerLine = {
  post(message: ToWorker): void
  /** Hears what the worker says; `null` ends the hearing. */
  listen(listener: ((message: FromWorker) => void) | null): void
}

export type TogetherOptions = {
  readonly lines: readonly WorkerLine[]
  readonly clock: Clock
  readonly onIdentity: (identity: ClientIdentity) => void
}

/** From the last worker's word to the common start: time for the message to reach all of them. */
const START_LEAD_MS = 20
const RELEASE_LEAD_MS = 3
/** Warm-up and measured batches are numbered apart. */
const FIRST_MEASURED_BATCH = 1_000_000_000

/** Drives one workload through several workers: deals the requests, gives the start, gathers the records. */
export async function driveTogether(together: TogetherOptions, options: DriveOptions): Promise<DrivenLoad> {
  const { lines, clock } = together
  const { plan, workload, loadKind, shiftMs, finished, signal, stopSignal } = options
  const ahead = loadKind.ahead(workload.load, workload.requests)
  const queues = {
    warmup: createRequestQueue(options.requests.warmup(workload), { clock, ahead, skip: finished }),
    measured: createRequestQueue(options.requests.measured(workload), { clock, ahead, skip: finished }),
  }
  const onTheWay = new Map<string, PlannedRequest>()
  const driven: (Omit<DrivenLoad, 'workload'> | null)[] = lines.map(() => null)
  const prepared = new Set<number>()
  const { toMonotonicMs } = measureClockOffsets(clock)
  const toAll = (message: ToWorker) => {
    for (const line of lines) line.post(message)
  }

  await queues.warmup.fill(signal)
  await queues.measured.fill(signal, fillBudgetMs(plan))
  const first = queues.warmup.peek() ?? queues.measured.peek()
  const firstDueMs = loadKind.openLoop ? (queues.measured.peek()?.dueAtMs ?? null) : null
  const resumedAtMs = loadKind.openLoop && finished.size > 0 ? (first?.dueAtMs ?? 0) : 0

  let begun = false
  let startedAt = 0
  let failure: { readonly error: unknown } | null = null
  let finish = () => {}
  const allDriven = new Promise<void>((resolve) => {
    finish = resolve
  })
  const fail = (error: unknown) => {
    failure ??= { error }
    toAll({ kind: 'stop' })
    finish()
  }
  const recorder = createRecorder({ sink: options.sink, onRecorded: options.onRecord, onFailure: fail })

  const dealerOf = (phase: 'warmup' | 'measured') =>
    createDealer({
      queue: queues[phase],
      batchSize: loadKind.drive === 'batches' ? loadKind.places(workload.load) : null,
      workers: lines.length,
      limit: phase === 'warmup' && plan.warmup.seconds === 0 ? plan.warmup.requests : Number.POSITIVE_INFINITY,
      firstBatch: phase === 'warmup' ? 0 : FIRST_MEASURED_BATCH,
      deal(worker, dealt, last) {
        for (const { planned } of dealt) onTheWay.set(planned.requestId, planned)
        lines[worker]?.post({ kind: 'requests', phase, dealt, last })
      },
    })
  const dealers = { warmup: dealerOf('warmup'), measured: dealerOf('measured') }
  const gate = createBatchGate(lines.length, (workers, batch) => {
    const atMonotonicMs = clock.now() + RELEASE_LEAD_MS + toMonotonicMs
    for (const worker of workers) lines[worker]?.post({ kind: 'release', batch, atMonotonicMs })
  })

  const startWhenPrepared = () => {
    const settled = lines.every((_, worker) => prepared.has(worker) || driven[worker] !== null)
    if (begun || !settled || prepared.size === 0) return
    begun = true
    startedAt = clock.now() + START_LEAD_MS
    toAll({ kind: 'start', atMonotonicMs: startedAt - resumedAtMs + toMonotonicMs })
    options.onStarted()
  }

  const hear = (worker: number, message: FromWorker) => {
    switch (message.kind) {
      case 'want':
        dealers[message.phase].want(worker, message.count).catch(fail)
        return
      case 'prepared':
        prepared.add(worker)
        together.onIdentity(message.identity)
        startWhenPrepared()
        return
      case 'batch_ready':
        gate.ready(worker, message.batch)
        return
      case 'sent':
        for (const id of message.requestIds) {
          const planned = onTheWay.get(id)
          if (planned) options.onSend(planned)
          onTheWay.delete(id)
        }
        return
      case 'records':
        for (const record of message.records) recorder.push(record)
        return
      case 'driven':
        driven[worker] = message.driven
        gate.finished(worker)
        startWhenPrepared()
        if (driven.every((part) => part !== null)) finish()
        return
      case 'failed':
        fail(new BenchError(message.code, message.message, message.hint === null ? {} : { hint: message.hint }))
        return
      case 'closed':
        return
    }
  }

  const drain = () => toAll({ kind: 'drain' })
  const stop = () => toAll({ kind: 'stop' })
  try {
    for (const [worker, line] of lines.entries()) line.listen((message) => hear(worker, message))
    const workloadIndex = plan.workloads.indexOf(workload)
    for (const [index, line] of lines.entries()) {
      const share = sharePlan(plan, { index, count: lines.length })
      const axisFromMonotonicMs = shiftMs - toMonotonicMs
      line.post({ kind: 'drive', plan: share, workloadIndex, usedMs: options.usedMs, firstDueMs, axisFromMonotonicMs })
    }
    if (signal.aborted) drain()
    if (stopSignal.aborted) stop()
    signal.addEventListener('abort', drain, { once: true })
    stopSignal.addEventListener('abort', stop, { once: true })

    await allDriven
    await recorder.idle().catch(fail)
    if (failure) throw (failure as { error: unknown }).error
    const merged = mergeDriven(
      workload,
      driven.flatMap((part) => part ?? []),
    )
    const skipped = queues.warmup.skipped() + queues.measured.skipped()
    return { ...merged, startedAt: begun ? startedAt + shiftMs : null, skipped }
  } finally {
    for (const line of lines) line.listen(null)
    signal.removeEventListener('abort', drain)
    stopSignal.removeEventListener('abort', stop)
    await Promise.all([queues.warmup.close(), queues.measured.close()])
  }
}
