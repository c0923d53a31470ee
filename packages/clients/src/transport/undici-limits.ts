import type { TransportOptions } from './transport.js'

/** Undici's own limits. Waiting is the caller's to limit: its timers know what is waited for. */
export function undiciLimits({ maxHeaderBytes = 65_536 }: TransportOptions) {
  return { headersTimeout: 0, bodyTimeout: 0, maxHeaderSize: maxHeaderBytes }
}
