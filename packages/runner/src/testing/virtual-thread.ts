import type { RunPlan } from '@sagellm-benchmark/protocol-types'
import type { FromWorker } from '@sagellm-benchmark/protocol-types/messages'
import type { VirtualClock } from '@sagellm-benchmark/protocol-types/testing'
import type { RunningWorker } from '../workers/start-worker.js'
import { createWorkerSession } from '../workers/worker-session.js'
import type { FakeClient } from './fake-client.js'
import { noMonitor } from './run-on-virtual-clock.js'

export type ThreadParts = {
  readonly plan: RunPlan
  readonly clock: VirtualClock
  readonly monotonicMs: () => number
  readonly client: FakeClient
}

export function sessionOf({ plan, client, clock, monotonicMs }: ThreadParts, post: (message: FromWorker) => void) {
  const birth = { plan, apiKey: null, keyLine: null, secrets: [], dialectModule: null, clientModule: null }
  return createWorkerSession(birth, { client, clock, monotonicMs, monitor: noMonitor, post })
}

/** A load thread in this one. @param says - whether what it says is handed on. @default all */
export function runningWorker(parts: ThreadParts, says: (message: FromWorker) => boolean = () => true): RunningWorker {
  let hear: (message: FromWorker) => void = () => {}
  const session = sessionOf(parts, (message) => void (says(message) && hear(message)))
  return {
    identity: parts.client.identity,
    post: (message) => void session.handle(message),
    listen: (listener) => (hear = listener ?? (() => {})),
    close: async () => {},
  }
}
