import type { ForeignLine } from './foreign-line.js'

/** The base URL of a line, from its address, or its host and port; a scheme is added, a route of the API is left off. */
export function addressOf(line: ForeignLine, usual: string): string {
  const { take } = line
  const whole = take('--base-url', '--url')
  const host = take('--host')
  const port = take('--port')
  const given = whole ?? (host === undefined && port === undefined ? usual : `${host ?? '127.0.0.1'}:${port ?? 8000}`)
  const url = /^https?:\/\//.test(given) ? given : `http://${given}`
  return url
    .replace(/\/+$/, '')
    .replace(/\/(chat\/)?completions$/, '')
    .replace(/(?<!\/v1)$/, '/v1')
}
