import type { EngineClient } from '@sagellm-benchmark/clients'
import type { Clock, PlannedRequest } from '@sagellm-benchmark/protocol-types'
import type { Drive } from '@sagellm-benchmark/protocol-types/loads'
import { shiftRecord } from '@sagellm-benchmark/protocol-types/records'
import type { OverheadMonitor } from '../overhead/overhead-monitor.js'
import { batchLoop } from './batch-loop.js'
import { closedLoop } from './closed-loop.js'
import { createLoad } from './create-load.js'
import { createEnding, type Ending } from './ending.js'
import { createFirstFailure } from './first-failure.js'
import { flagStalled } from './flag-stalled.js'
import { createFlights } from './flights.js'
import type { Load } from './load.js'
import type { DriveOptions } from './load-generator.js'
import type { LoadShape } from './load-shape.js'
import { measureShare } from './measure-share.js'
import { openLoop } from './open-loop.js'
import { createPhases, type Phases } from './phases.js'
import { loadOfSessions } from '../sessions/load-of-sessions.js'
import { createRecorder } from './recorder.js'
import type { StopReason } from './run-result.js'
import type { ShareOutcome } from './share-outcome.js'
import type { Together } from './together.js'

/** What a thread drives with. */
export type LoadThread = {
  readonly client: EngineClient
  readonly clock: Clock
  readonly monitor: OverheadMonitor
  /** Where several threads work together. @default this thread decides alone */
  readonly together?: Together
}

export type ShareOptions = Omit<DriveOptions, 'loadKind' | 'calibration'> & {
  readonly shape: LoadShape
  /** Where this is a part of an open loop: due time of the whole's first measured request. @default this is the whole */
  readonly firstDueMs?: number | null
}

/** After a cut-off the client has this long to hand over the record. */
const CANCEL_GRACE_MS = 5_000

/** The ways of driving that a load kind may name. */
const drives: Record<Drive, (load: Load, shape: LoadShape) => Promise<void>> = {
  slots: closedLoop,
  batches: batchLoop,
  arrivals: openLoop,
}

/** Drives a thread's share of a workload's load, which may be all of it, from its first warm-up request to its last record. */
export async function driveShare(thread: LoadThread, options: ShareOptions): Promise<ShareOutcome> {
  const { client, clock, together = null } = thread
  const { shape, finished, openMayFail, firstDueMs = null } = options
  const parts = assemble(thread, options)
  const { phases, flights, recorder, ending, measure, failure } = parts
  const outcome = (stopReason: StopReason) =>
    measure.outcome({ stopReason, skipped: phases.skipped(), peakInFlight: flights.peak(), dry: phases.dry() })

  try {
    const first = await prepare({ client, phases, ending, connections: shape.connections, openMayFail })
    if (first === null || !ending.mayStart()) return outcome(reasonWithoutStart(ending))

    const startedAt = together ? await together.startAt() : clock.now()
    // A resumed schedule goes on with its first open request; the arrivals after it keep their gaps.
    const resumedAtMs = shape.openLoop && finished.size > 0 ? (first.dueAtMs ?? 0) : 0
    measure.started(startedAt)
    options.onStarted()
    const origin = startedAt - resumedAtMs
    const requests = createLoad({ ...parts, clock, client, together, origin, openLoop: shape.openLoop, firstDueMs })
    const load = options.workload.sessions == null ? requests : ofSessions(requests, parts, origin)
    await drives[shape.drive](load, shape).catch(failure.note)
    await load.below(1)
    await flights.below(1)
    await recorder.idle().catch(failure.note)
    failure.throwNoted()
    measure.ended()
    return outcome(await reasonAfterEnd(ending, phases))
  } finally {
    ending.release()
    // Without this the sampling would go on after a run that failed.
    if (failure.happened) measure.abandon()
    await phases.close()
  }
}

/** Connects the parts of one thread: what is sent becomes a record, and the first defect ends the share. */
function assemble({ client, clock, monitor }: LoadThread, options: ShareOptions) {
  const { plan, workload, shape, requests, finished, shiftMs, usedMs, signal, stopSignal } = options
  const phases = createPhases({ plan, workload, shape, requests, finished, clock })
  const measure = measureShare({ clock, monitor, client, shiftMs })
  const failure = createFirstFailure(() => ending.fail())
  const recorder = createRecorder({
    sink: options.sink,
    onFailure: failure.note,
    onRecorded(record) {
      measure.recorded(record)
      options.onRecord(record)
    },
  })
  const flights = createFlights({
    clock,
    client,
    keepText: plan.keepText,
    stalledMs: monitor.stalledMs,
    onSend: options.onSend,
    onRecord: (record) => recorder.push(shiftRecord(flagStalled(record, monitor), shiftMs)),
    onFailure: failure.note,
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
  return { phases, measure, failure, recorder, flights, ending }
}

function ofSessions(load: Load, { phases, ending }: ReturnType<typeof assemble>, origin: number): Load {
  return loadOfSessions(load, {
    takeTurn: () => phases.take(load.clock.now() - origin),
    mayGoOn: ending.mayGoOn,
    going: ending.going,
    onCut: ending.sessionCut,
  })
}

type Preparing = {
  readonly client: EngineClient
  readonly phases: Phases
  readonly ending: Ending
  readonly connections: number
  readonly openMayFail: boolean
}

/** Builds requests and opens connections before the load; `null` when there is nothing to send, or the run was already ended. */
async function prepare({
  client,
  phases,
  ending,
  connections,
  openMayFail,
}: Preparing): Promise<PlannedRequest | null> {
  if (!ending.mayStart()) return null
  await phases.fill(ending.sending)
  const first = phases.peek()
  if (first === null) ending.allTaken()
  if (!ending.mayStart()) return null
  try {
    await client.open({ connections, signal: ending.sending })
  } catch (error) {
    if (ending.mayStart() && !openMayFail) throw error
  }
  return first
}

/** Why a share has not begun: the resumed run had sent everything or used all its time, or the run was ended before. */
function reasonWithoutStart(ending: Ending): StopReason {
  const reason = ending.reason()
  return reason === 'requests' || reason === 'duration' ? reason : 'not_started'
}

async function reasonAfterEnd(ending: Ending, phases: Phases): Promise<StopReason> {
  const reason = ending.reason()
  // An interruption after the last request was sent, which let all of them finish, does not count.
  if (reason === 'interrupted' && !ending.cutShort() && (await phases.take(0)) === null) return 'requests'
  // `failed` never reaches an outcome: the failure is thrown before.
  return reason === null || reason === 'failed' ? 'not_started' : reason
}
