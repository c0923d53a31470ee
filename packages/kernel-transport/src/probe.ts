import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { endianness } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Libc } from './libc.js'
import { KernelSocket } from './kernel-socket.js'
import { openSocketHost, type SocketHost } from './socket-host.js'
import type { SocketUser } from './socket-user.js'

/** The system's functions, or why the transport cannot work here. */
export type Probed = { readonly libc: Libc; readonly why: null } | { readonly libc: null; readonly why: string }

/** The kernel begins to stamp a moment after it was asked for the first time: later bytes then bear what earlier ones lack. */
const SENDS = 100
const PAUSE_MS = 5

/** Tries the whole way of a stamp, once in a thread: a connection over the loopback interface whose bytes are read with their stamps. */
export function probe(): Promise<Probed> {
  probed ??= tryOut()
  return probed
}

let probed: Promise<Probed> | null = null

async function tryOut(): Promise<Probed> {
  const unfit = platformProblem()
  if (unfit !== null) return { libc: null, why: unfit }
  let libc: Libc
  try {
    libc = (await import('./libc.js')).openLibc()
  } catch (error) {
    return {
      libc: null,
      why: `the package koffi, through which it calls the system, ${whyNotLoaded(error)}`,
    }
  }
  try {
    const host = openSocketHost(libc, () => performance.now())
    const why = await tryLoopback(host).finally(() => host.close())
    return why === null ? { libc, why } : { libc: null, why }
  } catch (error) {
    return { libc: null, why: `this system does not let it read sockets (${firstLine(error)})` }
  }
}

function platformProblem(): string | null {
  const { bun, deno } = process.versions as { readonly bun?: string; readonly deno?: string }
  if (bun !== undefined || deno !== undefined) return 'it needs Node'
  if (process.platform !== 'linux') return 'it needs Linux'
  const wide = ['x64', 'arm64', 'riscv64', 'loong64'].includes(process.arch)
  return wide && endianness() === 'LE' ? null : `it does not know the structures of ${process.arch}`
}

async function tryLoopback(host: SocketHost): Promise<string | null> {
  const accepted: Socket[] = []
  const server = createServer((socket) => void accepted.push(socket.on('error', () => {})))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const place = { address: '127.0.0.1', port: (server.address() as AddressInfo).port }
  let socket: KernelSocket | undefined
  try {
    await new Promise<void>((resolve, reject) => {
      socket = new KernelSocket(host, silent(resolve, reject))
      socket.connect([place])
    })
    let reads = 0
    for (let sent = 0; sent < SENDS; sent += 1) {
      accepted[0]?.write('.')
      await sleep(PAUSE_MS)
      const lateness = host.set.takeLateness()
      if (lateness.reads > 0) return null
      reads += lateness.unstamped
    }
    return reads > 0 ? 'this system gives no receive stamps' : 'this system does not tell it of arrivals'
  } finally {
    socket?.destroy()
    for (const each of accepted) each.destroy()
    server.close()
  }
}

/** Hears whether a socket is connected, and only lets it be read. */
function silent(onConnected: () => void, onBroken: (error: Error) => void): SocketUser {
  return { onConnected, onBroken, onStampedRead() {}, onPeerEnded() {}, onClosed() {}, flag() {} }
}

function whyNotLoaded(error: unknown): string {
  const { code } = (error ?? {}) as { readonly code?: unknown }
  const missing = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND'
  return missing ? 'is not installed' : `cannot be loaded (${firstLine(error)})`
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] as string
}
