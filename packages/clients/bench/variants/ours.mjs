// The client of this package, as a user calls it: one record per stream. With several workers each is a thread that has its
// own client, connections and clock offset, and every n-th stream.
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { createOpenAiClient } from '../../dist/index.js'
import { cpuSeconds, finish, monotonicOffsetMs } from './node-common.mjs'
import { planned } from './planned.mjs'

const [port, streams, warm, tokens, stampsFile, transport, workers = '1'] = isMainThread
  ? process.argv.slice(2)
  : workerData

if (!isMainThread) await runWorker()
else if (workers === '1') await runAlone()
else await runWorkers(Number(workers))

async function runAlone() {
  const { send, close } = await openClient(Array.from({ length: Number(streams) }, (_, index) => index))
  const records = await send()
  const cpu = cpuSeconds()
  await close()
  finish({
    stampsFile,
    cpu,
    errors: countFailed(records),
    offset: monotonicOffsetMs(),
    stamps: records.map((each) => each.tokenAt),
  })
}

async function runWorkers(count) {
  const stamps = Array.from({ length: Number(streams) }, () => [])
  let errors = 0
  const all = Array.from({ length: count }, (_, at) => {
    const indexes = [...stamps.keys()].filter((index) => index % count === at)
    const data = [port, streams, warm, tokens, stampsFile, transport, workers, indexes]
    const worker = new Worker(new URL(import.meta.url), { workerData: data })
    const opened = new Promise((resolve) => worker.once('message', resolve))
    const ended = opened.then(() => new Promise((resolve) => worker.once('message', resolve)))
    return { worker, opened, ended }
  })
  await Promise.all(all.map(({ opened }) => opened))
  for (const { worker } of all) worker.postMessage('start')
  const results = await Promise.all(all.map(({ ended }) => ended))
  const cpu = cpuSeconds()
  for (const result of results) {
    errors += result.errors
    for (const [index, tokenAt] of result.streams) stamps[index] = tokenAt
  }
  finish({ stampsFile, cpu, errors, offset: 0, stamps })
}

async function runWorker() {
  const indexes = workerData[7]
  const { send, close } = await openClient(indexes)
  parentPort.postMessage('open')
  await new Promise((resolve) => parentPort.once('message', resolve))
  const records = await send()
  // performance.now() of a worker has its own origin: stamps leave it on the clock that all share.
  const offset = monotonicOffsetMs()
  const shared = records.map((each, at) => [indexes[at], each.tokenAt.map((stamp) => stamp + offset)])
  parentPort.postMessage({ errors: countFailed(records), streams: shared })
  await close()
}

async function openClient(indexes) {
  const client = createOpenAiClient({
    transports: transport === 'kernel' ? [await kernelTransport()] : [],
    url: `http://127.0.0.1:${port}/v1`,
    transport,
    model: 'bench-model',
    dialect: 'vllm',
    timeouts: { firstTokenMs: 240_000, totalMs: 240_000 },
  })
  await client.open({ connections: indexes.length })
  const wave = (wanted) => Promise.all(indexes.map((index) => client.send(planned(index, Number(wanted)))))
  return {
    async send() {
      if (warm !== '0') await wave(warm)
      return wave(tokens)
    },
    close: () => client.close(),
  }
}

/** From the package beside this one, which depends on it. */
async function kernelTransport() {
  // Held in a variable: that package depends on this one, and nothing here may depend on it.
  const built = '../../../kernel-transport/dist/index.js'
  const kernel = await import(built)
  return kernel.kernelTransport()
}

function countFailed(records) {
  const failed = records.filter((record) => record.errorClass !== null)
  if (failed[0]) console.error(failed[0].errorClass, failed[0].errorMessage)
  return failed.length
}
