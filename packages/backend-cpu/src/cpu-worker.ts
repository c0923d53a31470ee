import { parentPort, workerData } from 'node:worker_threads'
import { loadLibrary, type Transformers } from './model/load-library.js'
import { checkBatching } from './worker/batch-check.js'
import { sharedCounters } from './worker/counters.js'
import type { FromWorker, LoadedModelFacts, LoadOptions, ToWorker } from './worker/messages.js'
import { loadOnnxModel } from './worker/onnx-model.js'
import { createScheduler } from './worker/scheduler.js'

/**
 * The inference thread. It blocks for the length of every pass; the thread that drives the benchmark never does.
 */
const port = parentPort
if (!port) throw new Error('cpu-worker runs in a worker thread')
const send = (message: FromWorker): void => port.postMessage(message)
const hrtimeMs = (): number => Number(process.hrtime.bigint()) / 1e6

void serve(workerData as LoadOptions).catch((cause: { message?: string; code?: string }) => {
  send({ kind: 'load_failed', message: cause.message ?? String(cause), code: cause.code ?? null })
  port.close()
})

async function serve(options: LoadOptions): Promise<void> {
  const startedMs = hrtimeMs()
  const library = await loadLibrary()
  const model = await loadOnnxModel(library, options)
  const batchingRefused = await checkBatching(model)
  const maxBatchSize = batchingRefused === null ? options.maxBatchSize : 1

  const scheduler = createScheduler({
    model,
    maxBatchSize,
    eosTokenIds: new Set([...options.eosTokenIds, ...model.eosTokenIds]),
    counters: sharedCounters(options.counters),
    now: hrtimeMs,
    send,
  })
  port?.on('message', (message: ToWorker) => {
    if (message.kind === 'submit') scheduler.submit(message.sequences)
    else if (message.kind === 'cancel') scheduler.cancel(message.ids)
    else
      void scheduler
        .stop()
        .then(() => model.dispose())
        .finally(() => port?.close())
  })

  const facts: LoadedModelFacts = {
    contextLength: model.contextLength,
    vocabularySize: model.vocabularySize,
    maxBatchSize,
    batchingRefused,
    transformersVersion: library.env.version,
    onnxruntimeVersion: runtimeVersion(library),
    loadMs: hrtimeMs() - startedMs,
  }
  send({ kind: 'ready', facts })
}

function runtimeVersion(library: Transformers): string | null {
  const { versions } = library.env.backends.onnx as { versions?: { node?: string; common?: string } }
  return versions?.node ?? versions?.common ?? null
}
