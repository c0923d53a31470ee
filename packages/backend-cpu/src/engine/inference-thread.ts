import { Worker } from 'node:worker_threads'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import type {
  FromWorker,
  LoadedModelFacts,
  LoadOptions,
  SequenceRequest,
  SequenceToken,
  StepTiming,
  ToWorker,
} from '../worker/messages.js'

/** How long a thread may take to finish its pass and free the model before it is cut off. */
const CLOSE_WITHIN_MS = 5_000

/** Who hears of one sequence. */
type SequenceListener = {
  onToken(token: SequenceToken): void
  onFailure(error: BenchError): void
}

export interface InferenceThread {
  readonly facts: LoadedModelFacts
  /** Sequences submitted in one turn of the event loop reach the thread together and share their first pass. */
  submit(sequence: SequenceRequest, listener: SequenceListener): void
  cancel(id: number): void
  /** Called after every decode step with the sequences it advanced, before these hear of it. */
  onDecodeStep(observer: (ids: readonly number[], timing: StepTiming) => void): () => void
  close(): Promise<void>
}

/**
 * Starts the thread and waits until the model is loaded.
 *
 * While nothing is generated the thread does not keep the process alive.
 *
 * @throws BenchError `unavailable` where the model does not load or the thread dies.
 */
export async function startInferenceThread(file: URL, options: LoadOptions): Promise<InferenceThread> {
  const worker = new Worker(file, {
    execArgv: [],
    workerData: options,
    name: 'cpu-inference',
  })
  const facts = await loaded(worker)
  const listeners = new Map<number, SequenceListener>()
  const observers = new Set<(ids: readonly number[], timing: StepTiming) => void>()
  let outbox: SequenceRequest[] = []
  let death: BenchError | null = null
  let closing: Promise<void> | null = null

  const post = (message: ToWorker): void => worker.postMessage(message)
  const forget = (id: number): void => {
    listeners.delete(id)
    if (listeners.size === 0) worker.unref()
  }
  const die = (cause: unknown): void => {
    death ??= closing ? closedEngine() : deadThread(cause)
    for (const listener of listeners.values()) listener.onFailure(death)
    listeners.clear()
  }

  worker.on('error', die)
  worker.on('exit', (code) => die(new Error(`exit code ${code}`)))
  worker.on('message', (message: FromWorker) => {
    if (message.kind === 'tokens') {
      if (message.decode && observers.size > 0) {
        const ids = message.tokens.map(({ id }) => id)
        for (const observe of observers) observe(ids, message.decode)
      }
      for (const token of message.tokens) {
        const listener = listeners.get(token.id)
        if (token.finishReason !== null) forget(token.id)
        listener?.onToken(token)
      }
    } else if (message.kind === 'failed') {
      const error = new BenchError('internal', `inference failed: ${message.message}`)
      for (const id of message.ids) {
        const listener = listeners.get(id)
        forget(id)
        listener?.onFailure(error)
      }
    }
  })
  worker.unref()

  return {
    facts,
    submit(sequence, listener) {
      if (death || closing) {
        listener.onFailure(death ?? closedEngine())
        return
      }
      listeners.set(sequence.id, listener)
      worker.ref()
      outbox.push(sequence)
      if (outbox.length > 1) return
      setImmediate(() => {
        const sequences = outbox.filter(({ id }) => listeners.has(id))
        outbox = []
        if (sequences.length > 0 && !death) post({ kind: 'submit', sequences })
      })
    },
    cancel(id) {
      if (!listeners.has(id)) return
      forget(id)
      post({ kind: 'cancel', ids: [id] })
    },
    onDecodeStep(observer) {
      observers.add(observer)
      return () => void observers.delete(observer)
    },
    close() {
      closing ??= death ? Promise.resolve() : closeWorker(worker, post)
      return closing
    },
  }
}

function closedEngine(): BenchError {
  return new BenchError('cancelled', 'the CPU engine was closed')
}

function deadThread(cause: unknown): BenchError {
  return new BenchError('unavailable', `the inference thread died: ${(cause as Error)?.message ?? cause}`, { cause })
}

function loaded(worker: Worker): Promise<LoadedModelFacts> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      worker.off('error', onError).off('exit', onExit).off('message', onMessage)
    }
    const failed = (message: string, cause?: unknown): void => {
      settle()
      worker.on('error', () => undefined)
      void worker.terminate()
      reject(new BenchError('unavailable', message, { cause }))
    }
    const onError = (cause: Error): void => failed(`the inference thread did not start: ${cause.message}`, cause)
    const onExit = (code: number): void => failed(`the inference thread ended while loading, exit code ${code}`)
    const onMessage = (message: FromWorker): void => {
      if (message.kind === 'load_failed') return failed(`the model does not load: ${firstLine(message.message)}`)
      settle()
      if (message.kind === 'ready') resolve(message.facts)
    }
    worker.on('error', onError).on('exit', onExit).on('message', onMessage)
  })
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? text
}

/** Asks first, so that the runtime can free its session; a thread that does not answer is cut off. */
function closeWorker(worker: Worker, post: (message: ToWorker) => void): Promise<void> {
  return new Promise((resolve) => {
    const cutOff = setTimeout(() => void worker.terminate(), CLOSE_WITHIN_MS)
    worker.once('exit', () => {
      clearTimeout(cutOff)
      resolve()
    })
    worker.ref()
    post({ kind: 'close' })
  })
}
