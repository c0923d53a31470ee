import type { EngineClient } from '@sagellm-benchmark/clients'
import { type Clock, isBenchError } from '@sagellm-benchmark/protocol-types'
import { openFilesError } from '@sagellm-benchmark/protocol-types/edge'
import { driveShare } from '../load/drive-share.js'
import { measureClockOffsets } from '../overhead/clock-offsets.js'
import { createOverheadMonitor, type OverheadMonitor } from '../overhead/overhead-monitor.js'
import { createIncoming, type Incoming } from './incoming.js'
import type { FromWorker, ToWorker, WorkerBirth } from './messages.js'
import { reportSends } from './report-sends.js'
import { workerClient } from './worker-client.js'

type Drive = Extract<ToWorker, { kind: 'drive' }>
type Post = (message: FromWorker) => void

export type WorkerSessionOptions = {
  readonly clock: Clock
  readonly post: Post
  /** @default the client that the birth asks for */
  readonly client?: EngineClient
  /** @default createOverheadMonitor(clock) */
  readonly monitor?: OverheadMonitor
  /** CLOCK_MONOTONIC of this machine in ms. @default process.hrtime */
  readonly monotonicMs?: () => number
}

/** A worker's life: makes its client, drives its share of one workload after the other, closes. */
export function createWorkerSession(birth: WorkerBirth, options: WorkerSessionOptions) {
  const { clock, post, monitor = createOverheadMonitor(clock), monotonicMs } = options
  const offsets = () => measureClockOffsets(clock, monotonicMs ? { monotonicMs } : {})
  let client: EngineClient | null = options.client ?? null
  const opened = async () => {
    client ??= await workerClient(birth, clock)
    return client
  }
  let incoming: Incoming | null = null

  const drive = async (message: Drive) => {
    // Made at once, because the next messages are for this share already.
    incoming = createIncoming(post)
    const share = incoming
    const own = await opened()
    const driven = await driveFor({ client: own, clock, monitor }, { message, incoming: share, post, ...offsets() })
    post({ kind: 'driven', driven: { ...driven, latenessMs: driven.latenessMs.slice() }, identity: own.identity })
  }

  return {
    /** Makes the client before there is any load: what is wrong with it ends the start. */
    open: () =>
      opened().then(
        ({ identity }) => post({ kind: 'ready', identity }),
        (error: unknown) => post(failureOf(error)),
      ),
    /** Deals with one message; `true` when the worker's life is over. */
    async handle(message: ToWorker): Promise<boolean> {
      if (message.kind === 'close') {
        await client?.close()
        post({ kind: 'closed' })
        return true
      }
      if (message.kind === 'drive') await drive(message).catch((error: unknown) => post(failureOf(error)))
      else incoming?.accept(message)
      return false
    },
  }
}

type Share = {
  readonly message: Drive
  readonly incoming: Incoming
  readonly post: Post
  /** From the clock of this thread to CLOCK_MONOTONIC, ms. */
  readonly toMonotonicMs: number
}

async function driveFor(
  { client, ...thread }: { client: EngineClient; clock: Clock; monitor: OverheadMonitor },
  { message, incoming, post, toMonotonicMs }: Share,
) {
  const { plan, workload, shape, usedMs, openMayFail, firstDueMs, axisFromMonotonicMs } = message
  const { clock } = thread
  const sends = reportSends(clock, (requestIds) => post({ kind: 'sent', requestIds }))
  const driven = await driveShare(
    {
      client,
      ...thread,
      together: {
        async startAt() {
          post({ kind: 'prepared', identity: client.identity })
          return (await incoming.start) - toMonotonicMs
        },
        sameBatch: (a, b) => incoming.batchOf(a) === incoming.batchOf(b),
        async releaseAt(first) {
          const batch = incoming.batchOf(first)
          const released = incoming.release(batch)
          post({ kind: 'batch_ready', batch })
          return (await released) - toMonotonicMs
        },
      },
    },
    {
      plan,
      workload,
      shape: { ...shape, pauseAfterMs: incoming.pauseAfterMs },
      requests: incoming.requests,
      sink: { append: (records) => post({ kind: 'records', records }) },
      shiftMs: toMonotonicMs + axisFromMonotonicMs,
      finished: new Set(),
      usedMs,
      openMayFail,
      firstDueMs,
      signal: incoming.signal,
      stopSignal: incoming.stopSignal,
      onStarted: () => {},
      onRecord: () => {},
      onSend: sends.note,
    },
  )
  sends.flush()
  return driven
}

function failureOf(thrown: unknown): FromWorker {
  const error = isBenchError(thrown) ? thrown : (openFilesError(thrown) ?? thrown)
  const message = error instanceof Error ? error.message : String(error)
  if (!isBenchError(error)) return { kind: 'failed', code: 'internal', message, hint: null }
  return { kind: 'failed', code: error.code, message, hint: error.hint }
}
