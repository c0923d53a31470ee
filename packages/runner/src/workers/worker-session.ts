import type { EngineClient } from '@sagellm-benchmark/clients'
import { isBenchError, type PlannedRequest, systemClock } from '@sagellm-benchmark/protocol-types'
import { loadKindOf } from '@sagellm-benchmark/protocol-types/loads'
import { createEndpointClient } from '../load/create-endpoint-client.js'
import { driveWorkload } from '../load/drive-workload.js'
import { readTokenizer } from '../load/read-tokenizer.js'
import { measureClockOffsets } from '../overhead/clock-offsets.js'
import { createOverheadMonitor } from '../overhead/overhead-monitor.js'
import type { FromWorker, ToWorker, WorkerBirth } from './messages.js'
import { createRequestFeed, type RequestFeed } from './request-feed.js'

/** Progress needs no more than this. */
const REPORT_SENT_EVERY_MS = 20

type Drive = Extract<ToWorker, { kind: 'drive' }>

/** A worker's life: makes its client, drives its part of one workload after the other, closes. */
export function createWorkerSession(birth: WorkerBirth, post: (message: FromWorker) => void) {
  const clock = systemClock()
  const monitor = createOverheadMonitor(clock)
  let client: EngineClient | null = null
  let feeds: Record<'warmup' | 'measured', RequestFeed> | null = null
  // Weak: a run of any length must not fill the memory with what it has sent.
  let batches = new WeakMap<PlannedRequest, number>()
  let signals = { drain: new AbortController(), stop: new AbortController() }
  let onStart: (atMonotonicMs: number) => void = () => {}
  let releases = new Map<number, (atMonotonicMs: number) => void>()

  const drive = async ({ plan, workloadIndex, usedMs, firstDueMs, axisFromMonotonicMs }: Drive) => {
    const workload = plan.workloads[workloadIndex]
    if (!workload) return
    client ??= await clientOf(birth, clock)
    const toMonotonicMs = measureClockOffsets(clock).toMonotonicMs
    const local = (monotonicMs: number) => monotonicMs - toMonotonicMs
    const own = client
    let sent: string[] = []
    const reportSent = () => {
      if (sent.length > 0) post({ kind: 'sent', requestIds: sent })
      sent = []
    }
    const started = new Promise<number>((resolve) => {
      onStart = (atMonotonicMs) => resolve(local(atMonotonicMs))
    })
    const batchOf = (planned: PlannedRequest) => batches.get(planned) ?? 0

    const driven = await driveWorkload(
      {
        client: own,
        clock,
        monitor,
        together: {
          startAt() {
            post({ kind: 'prepared', identity: own.identity })
            return started
          },
          sameBatch: (a, b) => batchOf(a) === batchOf(b),
          releaseAt(first) {
            const batch = batchOf(first)
            const released = new Promise<number>((resolve) => releases.set(batch, (at) => resolve(local(at))))
            post({ kind: 'batch_ready', batch })
            return released
          },
        },
      },
      {
        plan,
        workload,
        loadKind: loadKindOf(workload.load),
        requests: {
          warmup: () => feedOf('warmup').requests(),
          measured: () => feedOf('measured').requests(),
        },
        sink: { append: (records) => post({ kind: 'records', records }) },
        shiftMs: toMonotonicMs + axisFromMonotonicMs,
        finished: new Set(),
        usedMs,
        firstDueMs,
        signal: signals.drain.signal,
        stopSignal: signals.stop.signal,
        onStarted: () => {},
        onRecord: () => {},
        onSend({ requestId }) {
          if (sent.length === 0) clock.setTimer(REPORT_SENT_EVERY_MS, reportSent)
          sent.push(requestId)
        },
      },
    )
    reportSent()
    const { workload: _, ...part } = driven
    post({ kind: 'driven', driven: { ...part, latenessMs: part.latenessMs.slice() }, identity: own.identity })
  }

  const feedOf = (phase: 'warmup' | 'measured') => {
    const want = (of: 'warmup' | 'measured', count: number) => post({ kind: 'want', phase: of, count })
    feeds ??= { warmup: createRequestFeed('warmup', want), measured: createRequestFeed('measured', want) }
    return feeds[phase]
  }

  const begin = () => {
    feeds = null
    batches = new WeakMap()
    releases = new Map()
    signals = { drain: new AbortController(), stop: new AbortController() }
  }

  return {
    /** Deals with one message; `true` when the worker's life is over. */
    async handle(message: ToWorker): Promise<boolean> {
      switch (message.kind) {
        case 'drive':
          begin()
          await drive(message).catch((error: unknown) => post(failureOf(error)))
          return false
        case 'requests':
          for (const { planned, batch } of message.dealt) if (batch !== null) batches.set(planned, batch)
          feedOf(message.phase).accept(message.dealt, message.last)
          return false
        case 'start':
          onStart(message.atMonotonicMs)
          return false
        case 'release':
          releases.get(message.batch)?.(message.atMonotonicMs)
          releases.delete(message.batch)
          return false
        case 'drain':
          signals.drain.abort()
          return false
        case 'stop':
          signals.stop.abort()
          return false
        case 'close':
          await client?.close()
          post({ kind: 'closed' })
          return true
      }
    },
  }
}

type ClientModule = { createWorkerClient(birth: WorkerBirth, clock: ReturnType<typeof systemClock>): EngineClient }

async function clientOf(birth: WorkerBirth, clock: ReturnType<typeof systemClock>): Promise<EngineClient> {
  if (birth.clientModule === null) {
    const { target } = birth.plan
    // Every worker counts as the one client would: which of them had a request must not show in its record.
    const folder = target.kind === 'endpoint' ? target.tokenizer : null
    const tokenizer = folder === null ? null : await readTokenizer(folder)
    return createEndpointClient(birth.plan, { apiKey: birth.apiKey, tokenizer, clock })
  }
  const { createWorkerClient } = (await import(birth.clientModule)) as ClientModule
  return createWorkerClient(birth, clock)
}

function failureOf(error: unknown): FromWorker {
  const message = error instanceof Error ? error.message : String(error)
  if (!isBenchError(error)) return { kind: 'failed', code: 'internal', message, hint: null }
  return { kind: 'failed', code: error.code, message, hint: error.hint }
}
