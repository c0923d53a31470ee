import { Worker } from 'node:worker_threads'
import type { ClientIdentity } from '@sagellm-benchmark/clients'
import { BenchError, type Clock, type RunPlan, systemClock } from '@sagellm-benchmark/protocol-types'
import { createEndpointClient } from '../load/create-endpoint-client.js'
import type { LoadGenerator } from '../load/load-generator.js'
import { workloadOutcome } from '../load/workload-outcome.js'
import { driveTogether } from './drive-together.js'
import type { FromWorker, WorkerBirth } from './messages.js'
import { workerFile } from './worker-file.js'
import type { WorkerLine } from './worker-line.js'

export type LoadWorkersOptions = {
  readonly plan: RunPlan
  /** Handed to the workers in memory. @default none */
  readonly apiKey?: string | null
  /**
   * Address (file URL) of a module whose `createWorkerClient(birth, clock)` makes each worker's client.
   * @default the OpenAI-compatible client of the plan's target
   */
  readonly clientModule?: string
  /** What is known of the target before a worker has asked it. @default what the plan says */
  readonly identity?: ClientIdentity
  /** The clock of the records' axis. @default systemClock() */
  readonly clock?: Clock
}

/**
 * `plan.workers` threads that share a plan's load, each with its own connections. They start together, on one epoch of
 * CLOCK_MONOTONIC; request number k goes to worker k mod n, so the requests and their times are the same for any number.
 *
 * @throws BenchError `invalid_argument` for a target that is no endpoint and without a client module.
 * @example
 * const workers = startLoadWorkers({ plan, apiKey })
 * await runPlan({ plan, client: workers, requests, journal })
 * await workers.close()
 */
export function startLoadWorkers(options: LoadWorkersOptions): LoadGenerator {
  const { plan, apiKey = null, clientModule = null, clock = systemClock() } = options
  if (plan.target.kind !== 'endpoint' && clientModule === null) {
    throw new BenchError('invalid_argument', `a target of kind ${plan.target.kind} runs in this process`, {
      hint: 'several workers need an endpoint',
    })
  }
  const birth: WorkerBirth = { plan, apiKey, clientModule }
  const lines = Array.from({ length: plan.workers }, () => startLine(birth))
  const before = options.identity ?? identityBefore(plan)
  let identity: ClientIdentity | null = null

  return {
    get identity() {
      return identity ?? before
    },
    async drive(drive) {
      const { workload, calibration } = drive
      // A worker without a place in the load would have nothing to send.
      const places = drive.loadKind.places(workload.load) ?? lines.length
      const onIdentity = (known: ClientIdentity) => {
        identity = known
      }
      const shares = await driveTogether({ lines: lines.slice(0, places), clock, onIdentity }, drive)
      return workloadOutcome(shares, { workload, identity: identity ?? before, calibration })
    },
    async close() {
      await Promise.all(lines.map((line) => line.close()))
    },
  }
}

// Without this program's own flags, such as loaders: the worker is plain JavaScript.
function startLine(birth: WorkerBirth): WorkerLine & { close(): Promise<void> } {
  const worker = new Worker(workerFile(), { workerData: birth, execArgv: [] })
  let listener: ((message: FromWorker) => void) | null = null
  let death: BenchError | null = null
  let onClosed = () => {}
  const exited = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      death ??= new BenchError('internal', 'a load worker ended')
      listener?.(failed(death))
      resolve()
    })
  })
  worker.on('error', (cause) => {
    death = new BenchError('internal', `a load worker failed: ${(cause as Error).message}`, { cause })
    listener?.(failed(death))
  })
  worker.on('message', (message: FromWorker) => {
    if (message.kind === 'closed') onClosed()
    else listener?.(message)
  })
  // An idle worker must not keep the program alive.
  worker.unref()

  return {
    post: (message) => worker.postMessage(message),
    listen(next) {
      listener = next
      if (next) worker.ref()
      else worker.unref()
      if (next && death) next(failed(death))
    },
    async close() {
      if (death) return
      worker.ref()
      const closed = new Promise<void>((resolve) => {
        onClosed = resolve
      })
      worker.postMessage({ kind: 'close' })
      await Promise.race([closed, exited, new Promise((resolve) => setTimeout(resolve, CLOSE_WAIT_MS).unref())])
      await worker.terminate()
    },
  }
}

const CLOSE_WAIT_MS = 5_000

function failed({ code, message, hint }: BenchError): FromWorker {
  return { kind: 'failed', code, message, hint }
}

/** Before a worker has asked the server. */
function identityBefore(plan: RunPlan): ClientIdentity {
  const { target } = plan
  // Nothing is sent by making a client.
  if (target.kind === 'endpoint') return createEndpointClient(plan).identity
  return {
    label: target.label,
    engine: target.kind,
    model: target.model ?? 'unknown',
    transport: 'in_process',
    stampSource: 'engine_step',
    simulated: false,
    maxModelLen: null,
    notices: [],
  }
}
