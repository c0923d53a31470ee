import type { EngineClient } from '@sagellm-benchmark/clients'
import type { Clock, PlannedRequest } from '@sagellm-benchmark/protocol-types'
import type { LoadKind } from '@sagellm-benchmark/protocol-types/loads'
import { shiftRecord } from '@sagellm-benchmark/protocol-types/records'
import { createGrowingSamples } from '../overhead/growing-samples.js'
import type { OverheadMonitor } from '../overhead/overhead-monitor.js'
import { batchLoop } from './batch-loop.js'
import { closedLoop } from './closed-loop.js'
import { connectionsAhead } from './connections-ahead.js'
import { createEnding } from './ending.js'
import { createFlights } from './flights.js'
import type { Load } from './load.js'
import type { DrivenLoad, DriveOptions } from './load-generator.js'
import { openLoop as arrivalLoop } from './open-loop.js'
import { createPhases } from './phases.js'
import { type LoadShape, shapeOf } from './load-shape.js'
import { createRecorder } from './recorder.js'

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
type Together = {
  /** Reports that everything is prepared; resolves with the common start. */
  startAt(): Promise<number>
  sameBatch(a: PlannedRequest, b: PlannedRequest): boolean
  releaseAt(first: PlannedRequest): Promise<number>
}

/** Drives the load of one workload from its first warm-up request to its last record. */
export async function driveWorkload(thread: ThreadOptions, options: DriveOptions): Promise<DrivenLoad> {
  const { client, clock, monitor, together = null } = thread
  const { plan, workload, loadKind, requests, shiftMs, finished, usedMs, signal, stopSignal } = options
  const { openLoop } = loadKind
  const phases = createPhases({ plan, workload, loadKind, requests, finished, clock })
  const lateness = createGrowingSamples()
  const counts = { records: 0, failed: 0, cancelledByRun: 0 }
  let failure: { readonly error: unknown } | null = null
  let startedAt: number | null = null
  let measuredFrom: number | null = null

  const fail = (error: unknown) => {
    failure ??= { error }
    ending.fail()
  }
  const recorder = createRecorder({
    sink: options.sink,
    onFailure: fail,
    onRecorded(record) {
      counts.records += 1
      if (record.errorClass === 'cancelled_by_run') counts.cancelledByRun += 1
      else if (record.errorClass !== null) counts.failed += 1
      options.onRecord(record)
    },
  })
  const flights = createFlights({
    clock,
    client,
    keepText: plan.keepText,
    onSend: options.onSend,
    onRecord: (record) => recorder.push(shiftRecord(record, shiftMs)),
    onFailure: fail,
  })
  const ending = createEnding({
    clock,
    rule: plan.stop,
    usedMs,
    signal,
    stopSignal,
    inFlight: flights.inFlight,
    cutOff: (flag) => void flights.cancel({ graceMs: CANCEL_GRACE_MS, ...(flag === undefined ? {} : { flag }) }),
  })

  const loadFrom = (origin: number): Load => ({
    clock,
    startedAt: origin,
    sending: ending.sending,
    mayStart: ending.mayStart,
    sameBatch: together?.sameBatch ?? null,
    releaseAt: (first) => together?.releaseAt(first) ?? Promise.resolve(clock.now()),
    inFlight: flights.inFlight,
    below: flights.below,
    async take() {
      // In open loop the due time decides, which is known only of a request that was taken.
      if (!openLoop && !ending.mayStart()) return null
      const planned = await phases.take(clock.now() - origin)
      if (planned === null) ending.allTaken()
      const due = openLoop && planned?.dueAtMs != null ? origin + planned.dueAtMs : undefined
      return ending.mayStart(due) ? planned : null
    },
    prepare: (planned) => client.prepare?.(planned),
    send(planned, timing) {
      if (measuredFrom === null && planned.phase === 'measured') {
        measuredFrom = timing?.scheduledAt ?? clock.now()
        monitor.start()
        // One worker's first measured request may be the third of the schedule: the time counts for all from the first.
        const { firstDueMs } = options
        ending.measureFrom(openLoop && firstDueMs != null ? Math.min(measuredFrom, origin + firstDueMs) : measuredFrom)
      }
      return flights.send(planned, timing)
    },
    noteLateness(planned, latenessMs) {
      if (planned.phase === 'measured') lateness.push(latenessMs)
    },
  })

  try {
    const first = await prepare()
    if (first === null || !ending.mayStart()) return outcome(null)

    startedAt = together ? await together.startAt() : clock.now()
    // A resumed schedule goes on with its first open request; the arrivals after it keep their gaps.
    const resumedAtMs = openLoop && finished.size > 0 ? (first.dueAtMs ?? 0) : 0
    options.onStarted()
    const shape = shapeOf(workload.load, { kind: loadKind, seed: plan.seed })
    await drives[loadKind.drive](loadFrom(startedAt - resumedAtMs), shape).catch(fail)
    await flights.below(1)
    await recorder.idle().catch(fail)
    if (failure) throw (failure as { error: unknown }).error
    const endedAt = clock.now()
    // An interruption that came when all had been sent, and let all of it finish, has interrupted nothing.
    const complete = ending.reason() === 'interrupted' && !ending.cutShort() && (await phases.take(0)) === null
    return complete ? { ...outcome(endedAt), stopReason: 'requests' } : outcome(endedAt)
  } finally {
    ending.release()
    // Stopping twice does no harm; a run that failed must not go on sampling.
    if (failure) monitor.stop()
    await phases.close()
  }

  /** Builds requests and opens connections before the load; `null` when there is nothing to send, or no wish to. */
  async function prepare(): Promise<PlannedRequest | null> {
    if (!ending.mayStart()) return null
    await phases.fill(ending.sending)
    const first = phases.peek()
    if (first === null) ending.allTaken()
    if (!ending.mayStart()) return null
    try {
      await client.open({ connections: connectionsAhead(plan, { workload, loadKind }), signal: ending.sending })
    } catch (error) {
      if (ending.mayStart()) throw error
    }
    return first
  }

  function outcome(endedAt: number | null): DrivenLoad {
    const reason = ending.reason()
    const onAxis = (at: number | null) => (at === null ? null : at + shiftMs)
    // All sent, or all time used, in the run that is resumed.
    const nothingToSend = reason === 'requests' || reason === 'duration'
    return {
      workload,
      // A failure is thrown before it could be the reason of an outcome.
      stopReason:
        reason === null || reason === 'failed' || (startedAt === null && !nothingToSend) ? 'not_started' : reason,
      startedAt: onAxis(startedAt),
      measuredFrom: onAxis(measuredFrom),
      endedAt: onAxis(endedAt),
      ...counts,
      skipped: phases.skipped(),
      peakInFlight: flights.peak(),
      sample: measuredFrom === null ? notSampled : monitor.stop(),
      latenessMs: lateness.values(),
    }
  }
}

const notSampled = { eventLoopDelayP99Ms: null, eventLoopDelayMaxMs: null, cpuShare: null }

/** The ways of driving that a load kind may name. */
const drives: Record<LoadKind['drive'], (load: Load, shape: LoadShape) => Promise<void>> = {
  slots: closedLoop,
  batches: batchLoop,
  arrivals: arrivalLoop,
}
