import type { TransportSettings } from './transport-settings.js'

/** Undici's own limits. Waiting is the caller's to limit: its timers know what is waited for. */
export function undiciLimits({ maxHeaderBytes }: Pick<TransportSettings, 'maxHeaderBytes'>) {
  return { headersTimeout: 0, bodyTimeout: 0, maxHeaderSize: maxHeaderBytes }
}
