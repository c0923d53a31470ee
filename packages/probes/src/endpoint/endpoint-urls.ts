import { invalidArgument } from '@sagellm-benchmark/protocol-types'

export type EndpointUrls = {
  /** Without `/v1`, without a slash at the end: where `/info`, `/metrics` and `/health` live. */
  readonly root: string
  /** Basic credentials that stood in the URL, which `fetch` refuses there. */
  readonly headers: Readonly<Record<string, string>>
}

/**
 * The root of a target from the URL its users know, with or without `/v1`.
 *
 * @throws BenchError `invalid_argument` for anything but an http or https URL.
 * @example endpointUrls('http://127.0.0.1:8901/v1/').root // 'http://127.0.0.1:8901'
 */
export function endpointUrls(url: string): EndpointUrls {
  const parsed = URL.canParse(url) ? new URL(url) : null
  if (!parsed || !/^https?:$/.test(parsed.protocol)) {
    throw invalidArgument('url', url.replace(/\/\/[^/]*@/, '//'), 'give a URL such as http://127.0.0.1:8901/v1')
  }
  const path = parsed.pathname.replace(/\/+$/, '').replace(/\/v1$/, '')
  const credentials = `${decodeURIComponent(parsed.username)}:${decodeURIComponent(parsed.password)}`
  const headers: Record<string, string> =
    credentials === ':' ? {} : { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }
  return { root: `${parsed.origin}${path}`, headers }
}
