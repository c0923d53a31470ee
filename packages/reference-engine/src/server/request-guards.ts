import { isIP } from 'node:net'
import type { IncomingMessage } from 'node:http'
import type { Problem } from '../dialects/define-served-dialect.js'

/**
 * Why a request is refused whatever it asks for; `null` where it is not. A web page that a user looks at can send requests to this machine: one
 * that makes its own name point here (DNS rebinding) is known by the `Host` it sends, one that posts a form or plain text by its type.
 *
 * @param boundTo - the address that the server listens on. One that other machines reach has names that are not known here.
 */
export function refusedRequest(request: Pick<IncomingMessage, 'method' | 'headers'>, boundTo: string): Problem | null {
  const { host, origin } = request.headers
  if (isLoopbackName(boundTo)) {
    if (host !== undefined && !isLoopbackName(hostOf(`http://${host}`)))
      return {
        kind: 'forbidden',
        message: `this server listens on ${boundTo} and answers to names of this machine only, not to ${host}; bound to another address (--host) it does`,
      }
    if (origin !== undefined && !isLoopbackName(hostOf(origin)))
      return { kind: 'forbidden', message: `pages of ${origin} may not use this server` }
  }
  if (request.method !== 'POST' || !hasBody(request)) return null
  const type = request.headers['content-type']
  if (type !== undefined && /^application\/([\w.-]+\+)?json\s*(;|$)/i.test(type)) return null
  const message = `Unsupported Media Type: send content-type application/json, not ${type ?? 'none'}`
  return { kind: 'unsupported_media_type', message }
}

function hasBody({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

/** Empty for what is no address, which is no name of this machine. */
function hostOf(address: string): string {
  try {
    return new URL(address).hostname
  } catch {
    return ''
  }
}

function isLoopbackName(name: string): boolean {
  const plain = name.replace(/^\[|\]$/g, '').toLowerCase()
  return plain === 'localhost' || plain === '::1' || (isIP(plain) === 4 && plain.startsWith('127.'))
}
