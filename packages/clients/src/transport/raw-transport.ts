import { createRawDialer } from './raw-dialer.js'
import { socketTransport } from './socket-transport.js'
import type { Transport, TransportOptions } from './transport.js'

/**
 * The precise transport: plain sockets with one shared read buffer and an own HTTP/1.1 reader. Half the CPU of undici per
 * event, and the stamp is taken in the kernel's read callback itself. Node only; no proxies.
 */
export async function createRawTransport(options: TransportOptions): Promise<Transport> {
  return socketTransport({ name: 'raw', stampSource: 'socket_read', dial: await createRawDialer(options) }, options)
}
