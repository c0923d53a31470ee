import { deepestError, errorCode } from './error-codes.js'

/** What helps where a proxy answers 407. */
export const PROXY_LOGIN =
  'the proxy demands a user and a password: write them into HTTP_PROXY or HTTPS_PROXY (http://USER:PASSWORD@HOST:PORT), or go around it with NO_PROXY'

/** What a proxy answered instead of opening a tunnel; `null` for every other error. */
export function proxyRefusal(error: unknown): { readonly message: string; readonly remedy: string | null } | null {
  const deepest = deepestError(error)
  if (errorCode(deepest) !== 'UND_ERR_ABORTED' || !(deepest instanceof Error)) return null
  // undici gives the status in its message only; a test holds it to that.
  const status = /^Proxy response \((\d{3})\)/.exec(deepest.message)?.[1]
  if (status === undefined) return null
  const message = `the proxy answered ${status} instead of opening a tunnel to the server`
  return { message, remedy: status === '407' ? PROXY_LOGIN : null }
}
