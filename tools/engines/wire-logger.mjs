import { fork } from 'node:child_process'
import { createConnection, createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { exchangesOf } from './wire-exchanges.mjs'

/**
 * A second witness: a process of its own between client and server, which hands on every piece of bytes as it comes and notes
 * when. It shares no code with the client that is measured.
 *
 * @returns `{ url, look, take, stop }`; `look` gives the streamed exchanges since the last `take`, see `exchangesOf`, and `take` forgets
 * them.
 */
export async function startWireLogger(serverPort) {
  const child = fork(fileURLToPath(import.meta.url), [String(serverPort)], { serialization: 'advanced' })
  const answer = () => new Promise((resolve) => child.once('message', resolve))
  const port = await answer()
  const asked = (question) => {
    const taken = answer()
    child.send(question)
    return taken
  }
  return {
    url: `http://127.0.0.1:${port}`,
    look: () => asked('look'),
    take: () => asked('take'),
    stop: () => child.kill(),
  }
}

function logConnections(serverPort) {
  let connections = []
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
    const upstream = createConnection({ port: serverPort, host: '127.0.0.1', noDelay: true, allowHalfOpen: true })
    const pieces = []
    connections.push(pieces)
    const handOn = (from, to, sent) => {
      from.on('data', (bytes) => {
        pieces.push({ sent, at: performance.now(), bytes })
        to.write(bytes)
      })
      from.on('end', () => to.end())
      from.on('error', () => to.destroy())
      from.on('close', (broken) => broken && to.destroy())
    }
    handOn(client, upstream, true)
    handOn(upstream, client, false)
  })
  process.on('message', (question) => {
    process.send(connections.flatMap(exchangesOf))
    if (question === 'take') connections = []
  })
  process.on('disconnect', () => process.exit())
  server.listen(0, '127.0.0.1', () => process.send(server.address().port))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) logConnections(Number(process.argv[2]))
