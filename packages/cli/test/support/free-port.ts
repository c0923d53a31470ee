import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * The next port of this process's own thirty, outside of those that the system gives to outgoing
 * connections (32768 to 60999): a load test beside this one cannot take it before a server opens it.
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < ports; tries++) {
    const port = 10_000 + (process.pid % 700) * ports + (next++ % ports)
    if (await isFree(port)) return port
  }
  throw new Error(`none of the ${ports} ports of process ${process.pid} is free`)
}

const ports = 30
let next = 0

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}
