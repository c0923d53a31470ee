import { lookup, type LookupAddress } from 'node:dns'
import { isIP } from 'node:net'
import {
  type ConnectPlace,
  connectPlace,
  type RawDialer,
  type TransportTarget,
} from '@sagellm-benchmark/clients/transport'
import { KernelSocket } from './kernel-socket.js'
import type { Place } from './socket-address.js'
import type { SocketHost } from './socket-host.js'

/** Gives connections sockets of the system. A name is looked up for each of them, as the runtime does it. */
export function dialer(host: SocketHost, target: TransportTarget): RawDialer {
  const { host: name, port } = connectPlace(target) as Extract<ConnectPlace, { port: number }>
  const addressed = isIP(name) === 0 ? null : [{ address: name, port }]
  return (connection, watch) => {
    const socket = new KernelSocket(host, connection)
    connection.attach(socket, watch)
    if (addressed !== null) return socket.connect(addressed)
    lookup(name, { all: true }, (error, found) => {
      if (error) socket.fail(error)
      else socket.connect(inTurns(found).map(({ address }): Place => ({ address, port })))
    })
  }
}

/** Addresses of both families in turns, so that one that does not work costs one attempt (RFC 8305, section 4). */
export function inTurns(found: readonly LookupAddress[]): LookupAddress[] {
  const first = found.filter(({ family }) => family === found[0]?.family)
  const others = found.filter(({ family }) => family !== found[0]?.family)
  return Array.from({ length: Math.max(first.length, others.length) }, (_, at) => [first[at], others[at]])
    .flat()
    .filter((each) => each !== undefined)
}
