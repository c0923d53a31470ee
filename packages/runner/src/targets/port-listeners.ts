import { closeSync, openSync, readSync } from 'node:fs'
import { commandOf, parentOf, pids, socketsOf, userOf } from './process-table.js'

/** A process that listens on a port of this machine. */
export type PortListener = {
  readonly port: number
  readonly pid: number
  readonly command: string | null
  readonly user: string | null
  /** The process that started it. */
  readonly startedBy: { readonly pid: number; readonly command: string | null } | null
}

/**
 * Who listens on the given ports, from /proc. Processes of other users are not seen without rights; elsewhere than on
 * Linux nothing is.
 *
 * @example portListeners([8000, 8901]) // [{ port: 8000, pid: 4711, command: 'python -m vllm...', user: 'ann', ... }]
 */
export function portListeners(ports: readonly number[]): PortListener[] {
  const portOfInode = new Map<string, number>()
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const { port, inode } of listeningSockets(table)) if (ports.includes(port)) portOfInode.set(inode, port)
  }
  if (portOfInode.size === 0) return []

  return pids().flatMap((pid) => {
    const held = new Set(socketsOf(pid).flatMap((inode) => portOfInode.get(inode) ?? []))
    return [...held].map((port) => ({ port, pid, command: commandOf(pid), user: userOf(pid), startedBy: starter(pid) }))
  })
}

/** State of a listening socket in the kernel's table. */
const LISTEN = '0A'
/** More than the kernel gives at once. */
const PIECE_BYTES = 16_384

function listeningSockets(table: string): { port: number; inode: string }[] {
  const sockets: { port: number; inode: string }[] = []
  for (const line of linesOf(table)) {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/)
    // The kernel lists those that listen first; behind them come its connections, which may be tens of thousands.
    if (state !== LISTEN) break
    if (local === undefined || inode === undefined) continue
    sockets.push({ port: Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16), inode })
  }
  return sockets
}

/** The lines behind the head, read as they are asked for; none where there is no such table. */
function* linesOf(table: string): Generator<string> {
  let descriptor: number
  try {
    descriptor = openSync(table, 'r')
  } catch {
    return
  }
  try {
    const piece = Buffer.alloc(PIECE_BYTES)
    let rest = ''
    let isHead = true
    for (let read = readSync(descriptor, piece); read > 0; read = readSync(descriptor, piece)) {
      const lines = (rest + piece.toString('latin1', 0, read)).split('\n')
      rest = lines.pop() ?? ''
      yield* isHead ? lines.slice(1) : lines
      isHead = false
    }
  } finally {
    closeSync(descriptor)
  }
}

function starter(pid: number): PortListener['startedBy'] {
  const parent = parentOf(pid)
  return parent === null || parent === 0 ? null : { pid: parent, command: commandOf(parent) }
}
