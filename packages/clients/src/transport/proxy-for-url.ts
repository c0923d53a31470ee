import { BenchError } from '@sagellm-benchmark/protocol-types'
import { isLoopback } from '../endpoint/is-loopback.js'

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * The HTTP proxy that the environment names for a URL: `HTTPS_PROXY` or `HTTP_PROXY` by the URL's scheme, else
 * `ALL_PROXY`, in either case of letters, unless `NO_PROXY` lists the host. Loopback addresses never go through one.
 *
 * @returns `null` for a direct connection.
 * @throws BenchError `invalid_argument` for a proxy that is not http or https, or no URL.
 * @example proxyForUrl(new URL('http://gpu-1:8000'), { http_proxy: 'http://proxy:3128' })?.host // 'proxy:3128'
 */
export function proxyForUrl(url: URL, environment: Environment): URL | null {
  const read = (name: string) => environment[name.toLowerCase()] || environment[name] || ''
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase()
  if (isLoopback(host)) return null
  const named = read(url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY') || read('ALL_PROXY')
  if (!named || isExempt(url, host, read('NO_PROXY'))) return null

  // `proxy:3128` without a scheme would be read as a URL of the scheme `proxy`.
  const text = named.includes('://') ? named : `http://${named}`
  if (!URL.canParse(text)) {
    // The value stays out of the message: it may hold a password.
    throw new BenchError('invalid_argument', 'the proxy that the environment names is no URL', {
      hint: `correct HTTP_PROXY, HTTPS_PROXY or ALL_PROXY, or add ${host} to NO_PROXY`,
    })
  }
  const proxy = new URL(text)
  if (proxy.protocol !== 'http:' && proxy.protocol !== 'https:') {
    throw new BenchError('invalid_argument', `a proxy of kind ${proxy.protocol.replace(':', '')} is not supported`, {
      hint: `use an http proxy, or add ${host} to NO_PROXY`,
    })
  }
  return proxy
}

function isExempt(url: URL, host: string, list: string): boolean {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  return list.split(/[\s,]+/).some((entry) => {
    if (entry === '') return false
    if (entry === '*') return true
    const [, name = '', entryPort] = /^(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? []
    if (entryPort !== undefined && entryPort !== port) return false
    const suffix = name.replace(/^\*?\./, '')
    return host === suffix || host.endsWith(`.${suffix}`)
  })
}
