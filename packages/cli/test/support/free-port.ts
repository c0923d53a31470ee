import { once } from 'node:events'
import { createServer, type Server } from 'node:net'

/**
 * A port that nobody else is given: the next one of this process's own twenty-nine, outside of those that the system gives to outgoing
 * connections (32768 to 60999), so that a load test beside this one cannot take it before a server opens it either.
 */
export async function freePort(): Promise<number> {
  block ??= ownBlock()
  const first = await block
  for (let tries = 1; tries < ports; tries++) {
    const port = first + 1 + (next++ % (ports - 1))
    if (await isFree(port)) return port
  }
  throw new Error(`none of the ports from ${first + 1} to ${first + ports - 1} is free`)
}

const ports = 30
const blocks = 700
let block: Promise<number> | null = null
let next = 0

/** The first port of a block is its lock: this process listens at it for as long as it lives. */
async function ownBlock(): Promise<number> {
  for (let tries = 0; tries < blocks; tries++) {
    const first = 10_000 + ((process.pid + tries) % blocks) * ports
    const lock = await listeningAt(first)
    // It must not keep the process alive.
    if (lock) {
      lock.unref()
      return first
    }
  }
  throw new Error(`each of the ${blocks} blocks of ports is in use`)
}

async function isFree(port: number): Promise<boolean> {
  const server = await listeningAt(port)
  if (!server) return false
  server.close()
  await once(server, 'close')
  return true
}

async function listeningAt(port: number): Promise<Server | null> {
  const server = createServer()
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening')
    return server
  } catch {
    return null
  }
}
