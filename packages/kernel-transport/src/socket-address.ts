import type { Libc, NativeMemory } from './libc.js'

const INET = 2
const INET6 = 10

/** Where a socket can connect to: an IPv4 address, or an IPv6 address that may have a zone (`fe80::1%eth0`). */
export type Place = { readonly address: string; readonly port: number }

/**
 * Writes a place as `struct sockaddr_in` or `sockaddr_in6`.
 *
 * @returns the family of the socket that it needs, and the length of what was written.
 * @throws where the text is no address.
 */
export function writeAddress(libc: Libc, memory: NativeMemory, { address, port }: Place) {
  const { bytes } = memory
  const family = address.includes(':') ? INET6 : INET
  const [plain = address, zone] = address.split('%', 2)
  bytes.fill(0)
  bytes.writeUInt16LE(family, 0)
  bytes.writeUInt16BE(port, 2)
  // In IPv6 four bytes of flow information stand before the address.
  const written = libc.addressBytes(family, plain, memory.address + (family === INET ? 4n : 8n))
  if (written !== 1) throw new Error(`${address} is no address`)
  if (zone !== undefined) bytes.writeUInt32LE(/^\d+$/.test(zone) ? Number(zone) : libc.interfaceNumber(zone), 24)
  return { family, length: family === INET ? 16 : 28 }
}
