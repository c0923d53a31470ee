import type { EngineClient } from '@sagellm-benchmark/clients'
import { type Clock, isBenchError } from '@sagellm-benchmark/protocol-types'
import { openFilesError } from '@sagellm-benchmark/protocol-types/edge'
import { measureClockOffsets } from '../overhead/clock-offsets.js'
import { createOverheadMonitor, type OverheadMonitor } from '../overhead/overhead-monitor.js'
import { driveDealtShare } from './drive-dealt-share.js'
import { createIncoming, type Incoming } from './incoming.js'
import type { FromWorker, ToWorker, WorkerBirth } from './messages.js'
import type { warmUp } from './warm-up.js'
import { createWarmth, noticeOfCold } from './warmth.js'
import { workerClient, type WorkerClient } from './worker-client.js'

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
  /** @default warmUp */
  readonly warm?: typeof warmUp
}

/** A worker's life: makes its client, warms up its code, drives its share of one workload after the other, closes. */
export function createWorkerSession(birth: WorkerBirth, options: WorkerSessionOptions) {
  const { clock, post, monitor = createOverheadMonitor(clock), monotonicMs } = options
  const offsets = () => measureClockOffsets(clock, monotonicMs ? { monotonicMs } : {})
  let made: WorkerClient | null = options.client ? { client: options.client, parts: null } : null
  const opened = async () => {
    made ??= await workerClient(birth, clock)
    return made
  }
  const warmth = createWarmth(birth.plan, options)
  let incoming: Incoming | null = null

  const drive = async (message: Drive) => {
    // Made at once, because the next messages are for this share already.
    incoming = createIncoming(post)
    const share = incoming
    const { client } = await opened()
    const cold = await warmth.over(share.signal, share.stopSignal)
    const identity = () => noticeOfCold(client.identity, cold)
    const driven = await driveDealtShare(
      { client, clock, monitor },
      { message, incoming: share, post, identity, ...offsets() },
    )
    post({ kind: 'driven', driven: { ...driven, latenessMs: driven.latenessMs.slice() }, identity: identity() })
  }

  return {
    /** Makes the client before there is any load: what is wrong with it ends the start. */
    open: () =>
      opened().then(
        (own) => {
          post({ kind: 'ready', identity: own.client.identity })
          warmth.begin(own)
        },
        (error: unknown) => post(failureOf(error)),
      ),
    /** Deals with one message; `true` when the worker's life is over. */
    async handle(message: ToWorker): Promise<boolean> {
      if (message.kind === 'close') {
        await warmth.end()
        await made?.client.close()
        post({ kind: 'closed' })
        return true
      }
      if (message.kind === 'drive') await drive(message).catch((error: unknown) => post(failureOf(error)))
      else incoming?.accept(message)
      return false
    },
  }
}

function failureOf(thrown: unknown): FromWorker {
  const error = isBenchError(thrown) ? thrown : (openFilesError(thrown) ?? thrown)
  const message = error instanceof Error ? error.message : String(error)
  if (!isBenchError(error)) return { kind: 'failed', code: 'internal', message, hint: null }
  return { kind: 'failed', code: error.code, message, hint: error.hint }
}
