import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { Duplex, PassThrough } from 'node:stream'
import { MessageChannel } from 'node:worker_threads'
import { FromWorker, ToWorker } from '@sagellm-benchmark/protocol-types/messages'
import { openJsonStream } from '../shards/json-stream.js'
import type { WorkerLine } from '../workers/worker-line.js'

/** The two ends of one connection between a coordinator and a worker. */
export type Carrier = {
  readonly line: WorkerLine
  readonly worker: {
    post(message: FromWorker): void
    listen(listener: (message: ToWorker) => void): void
  }
  close(): void
}

/** Every way in which messages of a load travel. */
export const carriers: Readonly<Record<string, () => Promise<Carrier>>> = {
  async thread() {
    const { port1, port2 } = new MessageChannel()
    return {
      line: {
        post: (message) => port1.postMessage(message),
        listen(listener) {
          port1.removeAllListeners('message')
          if (listener) port1.on('message', listener)
        },
      },
      worker: {
        post: (message) => port2.postMessage(message),
        listen: (listener) => void port2.on('message', listener),
      },
      close: () => port1.close(),
    }
  },
  async pipe() {
    const { near, far } = pipeEnds()
    return overStreams(near, far)
  },
  async socket() {
    const server = createServer()
    const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const near = connect((server.address() as AddressInfo).port, '127.0.0.1')
    const far = await accepted
    server.close()
    return overStreams(near, far)
  },
}

/** Two ends of one pipe in memory. */
export function pipeEnds(): { readonly near: Duplex; readonly far: Duplex } {
  const [there, back] = [new PassThrough(), new PassThrough()]
  const end = (readable: PassThrough, writable: PassThrough) => Duplex.from({ readable, writable }) as Duplex
  return { near: end(back, there), far: end(there, back) }
}

function overStreams(near: Duplex, far: Duplex): Carrier {
  const line = openJsonStream<FromWorker, ToWorker>(near, { schema: FromWorker, name: 'the worker' })
  const worker = openJsonStream<ToWorker, FromWorker>(far, { schema: ToWorker, name: 'the coordinator' })
  return { line, worker, close: () => line.close() }
}
