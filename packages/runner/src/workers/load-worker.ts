import { parentPort, workerData } from 'node:worker_threads'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import type { FromWorker, ToWorker, WorkerBirth } from './messages.js'
import { threadClock } from './thread-clock.js'
import { createWorkerSession } from './worker-session.js'

/** The thread's own beginning: messages in, messages out. Everything else is in the session. */
const port = parentPort
if (!port) throw new BenchError('internal', 'load-worker is not a program; it runs in a worker thread')

port.postMessage({ kind: 'begun' } satisfies FromWorker)
void threadClock().then((clock) => {
  const session = createWorkerSession(workerData as WorkerBirth, {
    clock,
    post: (message) => port.postMessage(message),
  })
  void session.open()
  // What was sent before anybody listened is kept.
  port.on('message', (message: ToWorker) => void session.handle(message).then((over) => over && port.close()))
})
