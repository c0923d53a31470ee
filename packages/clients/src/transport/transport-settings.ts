import { unrefTimer } from './idle-connections.js'
import type { TransportOptions } from './transport.js'

export type TransportSettings = ReturnType<typeof transportSettings>

/** What every transport over sockets goes by: its options, with their defaults. */
export function transportSettings(options: TransportOptions) {
  const { origin, now, idleMs = 4000, maxHeaderBytes = 65_536, keepAlive = true, setTimer = unrefTimer } = options
  return { origin, now, idleMs, maxHeaderBytes, keepAlive, setTimer }
}
