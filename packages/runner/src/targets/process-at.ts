import { isLoopback } from '@sagellm-benchmark/clients/endpoint'
import { portListeners } from './port-listeners.js'

/** The process on this machine that listens where a URL leads; `null` for a server elsewhere, and where one cannot see whose port it is. */
export function processAt(url: string): number | null {
  if (!isLoopback(url)) return null
  const { port, protocol } = new URL(url)
  const number = Number(port) || (protocol === 'https:' ? 443 : 80)
  return portListeners([number])[0]?.pid ?? null
}
