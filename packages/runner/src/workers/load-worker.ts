import { parentPort, workerData } from 'node:worker_threads'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import type { FromWorker, ToWorker, WorkerBirth } from './messages.js'
import { createWorkerSession } from './worker-session.js'

/** The thread's own beginning: messages in, messages out. Everything else is in the session. */
const port = parentPort
if (!port) throw new BenchError('internal', 'load-worker is not a program; it runs in a worker thread')

const session = createWorkerSession(workerData as WorkerBirth, (message) => port.postMessage(message))
port.postMessage({ kind: 'begun' } satisfies FromWorker)
void session.open()
port.on('message', (message: ToWorker) => void session.handle(message).then((over) => over && port.close()))
