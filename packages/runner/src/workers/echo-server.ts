import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { answerEvents, type AskedAnswer, wholeAnswer } from './echo-answers.js'

/** A server of this thread's own, on the loopback interface: it answers every request at once, in the form that was asked for. */
export interface EchoServer {
  /** Base URL. */
  readonly url: string
  /** Requests that asked for an answer. */
  asked(): number
  close(): Promise<void>
}

const HEAD_END = '\r\n\r\n'
/** Far more than our own client sends. Any program of this machine can connect as well. */
const MAX_REQUEST_CHARACTERS = 1_048_576

/** @throws what the system says where nothing can listen on the loopback interface. */
export async function startEchoServer(): Promise<EchoServer> {
  const sockets = new Set<Socket>()
  let asked = 0
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', () => {})
    socket.setNoDelay(true)
    readRequests(socket, ({ method, path, body }) => {
      if (method !== 'POST') return void socket.write('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n')
      const fields = fieldsOf(body)
      if (fields === null) return void socket.destroy()
      asked += 1
      answer(socket, { ...fields, path })
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // What goes wrong with one connection shows at its other end.
  server.on('error', () => {})

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked: () => asked,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

type HttpRequest = { readonly method: string; readonly path: string; readonly body: string }

/** Only our own client asks here, so that its form of a request is all that is understood. */
function readRequests(socket: Socket, onRequest: (request: HttpRequest) => void): void {
  let text = ''
  socket.on('data', (bytes) => {
    text += bytes.toString('latin1')
    if (text.length > MAX_REQUEST_CHARACTERS) return void socket.destroy()
    for (;;) {
      const headEnd = text.indexOf(HEAD_END)
      if (headEnd < 0) return
      const head = text.slice(0, headEnd)
      const bodyAt = headEnd + HEAD_END.length
      const bodyEnd = bodyAt + Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0)
      if (text.length < bodyEnd) return
      const [method = '', path = ''] = head.split(' ', 2)
      const body = text.slice(bodyAt, bodyEnd)
      text = text.slice(bodyEnd)
      onRequest({ method, path, body })
    }
  })
}

/** `null` where the body is no JSON object. */
function fieldsOf(body: string): Omit<AskedAnswer, 'path'> | null {
  try {
    const json: unknown = JSON.parse(body)
    return typeof json === 'object' && json !== null ? json : null
  } catch {
    return null
  }
}

function answer(socket: Socket, asked: AskedAnswer): void {
  if (asked.stream !== true) {
    const body = JSON.stringify(wholeAnswer(asked))
    socket.write(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`)
    return
  }
  socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n')
  const events = answerEvents(asked)[Symbol.iterator]()
  // An event a turn, so that each one is a read of its own, as it is where tokens take time.
  const sendNext = () => {
    if (socket.destroyed) return
    const { done, value } = events.next()
    if (done) return void socket.write('0\r\n\r\n')
    const event = `data: ${value}\n\n`
    socket.write(`${event.length.toString(16)}\r\n${event}\r\n`)
    setImmediate(sendNext)
  }
  setImmediate(sendNext)
}
