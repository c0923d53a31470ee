import type { ForeignLine } from './foreign-line.js'

/**
 * The base URL of a line, from its address, or its host and port.
 *
 * @param usual - host and port where the line names none.
 */
export function addressOf({ take }: ForeignLine, usual: string): string {
  const whole = take('--base-url', '--url')
  const host = take('--host')
  const port = take('--port')
  const [usualHost, usualPort] = usual.split(':')
  const given = whole ?? `${host ?? usualHost}:${port ?? usualPort}`
  return baseUrlOf(given)
}

/** An address as a base URL: a scheme is added, a route of the API is left off. */
export function baseUrlOf(given: string): string {
  const url = /^https?:\/\//.test(given) ? given : `http://${given}`
  return url
    .replace(/\/+$/, '')
    .replace(/\/(chat\/)?completions$/, '')
    .replace(/(?<!\/v1)$/, '/v1')
}
