import { Worker } from 'node:worker_threads'
import type { ClientIdentity } from '@sagellm-benchmark/clients'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import { openFilesError } from '@sagellm-benchmark/protocol-types/edge'
import type { FromWorker, WorkerBirth } from './messages.js'
import { workerFile } from './worker-file.js'
import type { WorkerLine } from './worker-line.js'

/** A load thread that has started. */
export interface RunningWorker extends WorkerLine {
  /** Of its client, which has asked the server. */
  readonly identity: ClientIdentity
  /** Closes its client and ends it. */
  close(): Promise<void>
}

/** A thread starts within tenths of a second; a runtime that can start none may report nothing at all. */
const BEGIN_WAIT_MS = 30_000
const CLOSE_WAIT_MS = 5_000

/**
 * @throws BenchError `not_implemented` where the runtime starts no thread, or the thread does not begin; else what making its client
 *   throws.
 */
export async function startWorker(birth: WorkerBirth): Promise<RunningWorker> {
  const worker = createWorker(birth)
  let listener: ((message: FromWorker) => void) | null = null
  let death: BenchError | null = null
  const die = (error: BenchError) => {
    death ??= error
    listener?.(failureOf(death))
  }
  const exited = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      die(new BenchError('internal', 'a load thread ended'))
      resolve()
    })
  })
  worker.on('error', (cause) => {
    die(
      openFilesError(cause) ??
        new BenchError('internal', `a load thread failed: ${(cause as Error).message}`, { cause }),
    )
  })
  worker.on('message', (message: FromWorker) => listener?.(message))
  const heard = <Kind extends FromWorker['kind']>(kind: Kind) =>
    new Promise<Extract<FromWorker, { readonly kind: Kind }>>((resolve, reject) => {
      listener = (message) => {
        if (message.kind === kind) resolve(message as Extract<FromWorker, { readonly kind: Kind }>)
        else if (message.kind === 'failed') reject(errorOf(message))
      }
    })

  const silence = timer(BEGIN_WAIT_MS, () =>
    die(new BenchError('internal', 'the thread did not report for half a minute')),
  )
  let identity: ClientIdentity
  try {
    await heard('begun').catch((error: BenchError) => {
      throw error.code === 'resource_exhausted' ? error : noThread(error.message)
    })
    silence.stop()
    identity = (await heard('ready')).identity
  } catch (error) {
    await worker.terminate()
    throw error
  } finally {
    silence.stop()
    listener = null
  }
  // An idle thread must not keep the program alive.
  worker.unref()

  return {
    identity,
    post: (message) => worker.postMessage(message),
    listen(next) {
      listener = next
      if (next) worker.ref()
      else worker.unref()
      if (next && death) next(failureOf(death))
    },
    async close() {
      if (death) return
      worker.ref()
      const closed = heard('closed').catch(() => {})
      worker.postMessage({ kind: 'close' })
      let release = () => {}
      const late = new Promise<void>((resolve) => {
        release = resolve
      })
      const wait = timer(CLOSE_WAIT_MS, release)
      await Promise.race([closed, exited, late])
      wait.stop()
      await worker.terminate()
    },
  }
}

/** MB for new objects: with the runtime's own 48 a run of 256 streams takes 24 MB more, at the same CPU. */
const YOUNG_GENERATION_MB = 12

// Without this program's own flags, such as loaders: the worker is plain JavaScript.
function createWorker(birth: WorkerBirth): Worker {
  try {
    return new Worker(workerFile(), {
      workerData: birth,
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
      ...(birth.keyLine ? { transferList: [birth.keyLine.port] } : {}),
    })
  } catch (cause) {
    throw noThread((cause as Error).message)
  }
}

function noThread(why: string): BenchError {
  return new BenchError('not_implemented', `no load thread can be started here: ${why}`, {
    hint: 'loadThreads 0 (--load-threads 0) sends from the thread of the program',
  })
}

function errorOf({ code, message, hint }: Extract<FromWorker, { readonly kind: 'failed' }>): BenchError {
  return new BenchError(code, message, hint === null ? {} : { hint })
}

function failureOf({ code, message, hint }: BenchError): Extract<FromWorker, { readonly kind: 'failed' }> {
  return { kind: 'failed', code, message, hint }
}

function timer(ms: number, callback: () => void) {
  const running = setTimeout(callback, ms)
  return { stop: () => clearTimeout(running) }
}
