import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { endianness } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Libc } from './libc.js'
import { createReceiveSet, type ReadConnection, type ReceiveSet } from './receive-set.js'
import { fileNumberOf } from './file-number.js'

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
    const set = createReceiveSet(libc, () => performance.now())
    const why = await tryLoopback(set).finally(() => set.close())
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

async function tryLoopback(set: ReceiveSet): Promise<string | null> {
  const accepted: Socket[] = []
  const server = createServer((socket) => void accepted.push(socket.on('error', () => {})))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  socket.pause()
  try {
    await once(socket, 'connect')
    set.add(fileNumberOf(socket), silent(socket))
    let reads = 0
    for (let sent = 0; sent < SENDS; sent += 1) {
      accepted[0]?.write('.')
      await sleep(PAUSE_MS)
      const lateness = set.takeLateness()
      if (lateness.reads > 0) return null
      reads += lateness.unstamped
    }
    return reads > 0 ? 'this system gives no receive stamps' : 'this system does not tell it of arrivals'
  } finally {
    socket.destroy()
    for (const each of accepted) each.destroy()
    server.close()
  }
}

/** A connection that only lets itself be read. */
function silent(socket: Socket): ReadConnection {
  const end = () => void socket.destroy()
  return {
    get gone() {
      return socket.destroyed
    },
    onStampedRead() {},
    onPeerEnded: end,
    onBroken: end,
    flag() {},
  }
}

function whyNotLoaded(error: unknown): string {
  const { code } = (error ?? {}) as { readonly code?: unknown }
  const missing = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND'
  return missing ? 'is not installed' : `cannot be loaded (${firstLine(error)})`
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] as string
}
